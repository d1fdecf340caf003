import { createWriteStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { extractPackage } from '../../../src/simulators/tentacle/extract-package.js'
import { bash, temporaryFolder, tentacle } from './fixtures.js'

const modified = new Date(2024, 2, 1, 12, 30, 20)

async function packed(file: string, entries: Record<string, string>): Promise<string> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(entries)) zip.addBuffer(Buffer.from(content), name, { mtime: modified })
  zip.end()
  await finished(zip.outputStream.pipe(createWriteStream(file)))
  return file
}

const entries = { 'server.js': 'serve', 'a b/c%20d.txt': 'deep', 'x.nuspec': 'meta', '_rels/.rels': 'meta' }

test('a zip is extracted with its names and times', async () => {
  const folder = await temporaryFolder()
  await extractPackage(await packed(path.join(folder, 'p.zip'), entries), path.join(folder, 'out'))
  expect((await readdir(path.join(folder, 'out'))).sort()).toEqual(['_rels', 'a b', 'server.js', 'x.nuspec'])
  expect(await readFile(path.join(folder, 'out/a b/c%20d.txt'), 'utf8')).toBe('deep')
  expect((await stat(path.join(folder, 'out/server.js'))).mtime).toEqual(modified)
})

test('a nupkg loses its metadata and the escapes in its names', async () => {
  const folder = await temporaryFolder()
  const file = await packed(path.join(folder, 'p.nupkg'), { ...entries, '[Content_Types].xml': '' })
  await extractPackage(file, path.join(folder, 'out'))
  expect((await readdir(path.join(folder, 'out'))).sort()).toEqual(['a b', 'server.js'])
  expect(await readFile(path.join(folder, 'out/a b/c d.txt'), 'utf8')).toBe('deep')
})

test('an entry that would leave the folder is refused', async () => {
  const folder = await temporaryFolder()
  const file = await packed(path.join(folder, 'p.nupkg'), { '%2e%2e/evil.txt': 'evil' })
  await expect(extractPackage(file, path.join(folder, 'out'))).rejects.toThrow('leaves')
  await expect(stat(path.join(folder, 'evil.txt'))).rejects.toThrow('ENOENT')
})

test('an action finds its package extracted, and is refused one that the template does not name', async () => {
  const machine = await tentacle()
  const file = await packed(path.join(machine.machine.folder, 'my-app.1.1.0-rc.1.zip'), { 'server.js': 'serve' })
  const body = `cat "$(get_octopusvariable 'Octopus.Action.Package[BG.Package].ExtractedPath')/server.js"; echo
get_octopusvariable 'Octopus.Action.Package[BG.Package].PackageId'; echo
get_octopusvariable 'Octopus.Action.Package[BG.Package].PackageVersion'`
  const action = { stepName: 'S', parameters: {}, packages: { 'BG.Package': file } }
  const result = await machine.run({ ...action, template: bash(body, { 'BG.Package': { package: true } }) })
  expect(result.log.map(({ text }) => text)).toEqual(['serve', 'my-app', '1.1.0-rc.1'])
  await expect(machine.run({ ...action, template: bash(body) })).rejects.toThrow('no entry BG.Package')
})
