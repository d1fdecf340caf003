import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { type Entry, fromBuffer, type ZipFile } from 'yauzl'
import { writeSamplePackage } from '../../../src/rehearsal/sample-app/package.js'

const open = promisify<Buffer, { lazyEntries: false; autoClose: false }, ZipFile>(fromBuffer)

async function filesIn(path: string): Promise<Record<string, string>> {
  const zip = await open(await readFile(path), { lazyEntries: false, autoClose: false })
  const entries: Entry[] = []
  zip.on('entry', (entry: Entry) => entries.push(entry))
  await new Promise((resolve, reject) => zip.on('end', resolve).on('error', reject))
  const read = promisify(zip.openReadStream.bind(zip)) as (entry: Entry) => Promise<NodeJS.ReadableStream>
  const files: Record<string, string> = {}
  for (const entry of entries) files[entry.fileName] = await text(await read(entry))
  return files
}

async function folderWithServer() {
  const folder = await mkdtemp(join(tmpdir(), 'sample-package-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'bundle.cjs'), 'serve()')
  return { folder, serverFile: join(folder, 'bundle.cjs') }
}

test('a package has the server, its release, what IIS needs to start it, and static files', async () => {
  const options = await folderWithServer()
  const path = await writeSamplePackage('1.0.0', options)
  expect(path).toBe(join(options.folder, 'sample.1.0.0.zip'))
  const files = await filesIn(path)
  expect(files).toMatchObject({ 'server.js': 'serve()', 'release.txt': '1.0.0\n' })
  expect(files['web.config']).toContain('<aspNetCore processPath="node" arguments="server.js"')
  expect(files['web.config']).toContain('<handlerSetting name="disallowRotationOnConfigChange" value="true" />')
  expect(Object.keys(files).filter((name) => name.startsWith('static/'))).toHaveLength(20)
  expect(files['static/file-20.txt']).toContain('1.0.0')
  expect(files['broken.txt']).toBeUndefined()
})

test('the same release gives the same bytes, another one other bytes', async () => {
  const [first, second] = [await folderWithServer(), await folderWithServer()]
  const one = await readFile(await writeSamplePackage('1.0.0', first))
  expect(await readFile(await writeSamplePackage('1.0.0', second))).toEqual(one)
  expect(await readFile(await writeSamplePackage('1.1.0', first))).not.toEqual(one)
})

test('a release can be broken on purpose', async () => {
  const path = await writeSamplePackage('1.1.0', { ...(await folderWithServer()), broken: 'warm-up' })
  expect((await filesIn(path))['broken.txt']).toBe('warm-up\n')
})
