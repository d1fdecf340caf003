import { access, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { packageFiles } from '../../src/library/node-package/package-files.js'
import { type Platform, packageId } from '../../src/library/node-package/platform.js'
import { zipOf } from '../../src/library/node-package/zip-of.js'
import { Tentacle } from '../../src/simulators/tentacle/tentacle.js'
import { temporaryFolder } from '../machine/temporary-folder.js'
import { templateOf } from '../steps/machine-under-test.js'

/** A package as the command makes it; its Node is this one, and leaves a file behind where it was started from. */
async function nodePackage(platform: Platform, mark: string): Promise<string> {
  const program = `#!/bin/sh\ntouch '${mark}'\nexec '${process.execPath}' "$@"\n`
  const file = path.join(await temporaryFolder(), `${packageId(platform)}.24.1.0.zip`)
  await writeFile(file, await zipOf(packageFiles(platform, Buffer.from(program), Buffer.from('licence'))))
  return file
}

async function site(): Promise<string> {
  const server = createServer((_, response) => response.end('warm')).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.on('listening', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const variables = { 'BlueGreen.FrontDoor': 'http://www.example.com/', 'Octopus.Release.Number': '1.0.0' }

describe.each([
  ['warm-up', 'win-x64'],
  ['warm-up-bash', 'linux-x64'],
] as const)('the template %s', (step, platform) => {
  /** The template on a machine whose PATH has a Node that fails. */
  async function warmUp(referencedPackages: Readonly<Record<string, string>>, parameters = {}, project = {}) {
    const bin = await temporaryFolder()
    await writeFile(path.join(bin, 'node'), '#!/bin/sh\necho wrong\nexit 9\n', { mode: 0o755 })
    const tentacle = new Tentacle(
      { name: 'web01', folder: await temporaryFolder(), path: [bin] },
      { ...variables, ...project },
    )
    return tentacle.run({
      stepName: 'Warm Up',
      template: await templateOf(step),
      parameters: { 'BG.Address': await site(), 'BG.Urls': '/', ...parameters },
      referencedPackages,
    })
  }

  test('runs with the Node of the package that the action refers to as "node"', async () => {
    const mark = path.join(await temporaryFolder(), 'started')
    const result = await warmUp({ node: await nodePackage(platform, mark) })
    expect(result.log.filter(({ level }) => level === 'error')).toEqual([])
    expect(result).toMatchObject({ succeeded: true })
    await access(mark)
  })

  test('runs with the Node of BG.NodePath all the same', async () => {
    const mark = path.join(await temporaryFolder(), 'started')
    const result = await warmUp({ node: await nodePackage(platform, mark) }, { 'BG.NodePath': process.execPath })
    expect(result).toMatchObject({ succeeded: true })
    await expect(access(mark)).rejects.toThrow()
  })

  test('runs with the Node that the project variable BlueGreen.NodePath names', async () => {
    expect(await warmUp({}, {}, { 'BlueGreen.NodePath': process.execPath })).toMatchObject({ succeeded: true })
  })

  test('runs with the Node of the PATH without such a package', async () => {
    expect(await warmUp({})).toMatchObject({ exitCode: 9 })
  })

  test('fails with a package that holds no Node', async () => {
    const file = path.join(await temporaryFolder(), 'other.1.0.0.zip')
    await writeFile(file, await zipOf([{ name: 'index.html', content: 'hello' }]))
    const result = await warmUp({ node: file })
    expect(result.succeeded).toBe(false)
    expect(result.exitCode).not.toBe(9)
  })
})
