import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ActionResult } from '../../src/simulators/tentacle/tentacle.js'
import { freePort } from '../free-port.js'
import { forgedMessage } from './fixtures/hostile-values.js'
import { logOf, MachineUnderTest } from './machine-under-test.js'
import { ask } from './polling-client.js'

/** What a stranger on the same machine has called a site. */
const strangers = ["O'Brien und Söhne 🚀", '##octopus[stdout-ignore]', 'MyApp-1.1.0 (old)']
const secret = `S3cr3t"T0ken'<&>$(id)%`

let machine: MachineUnderTest
beforeAll(async () => {
  machine = await MachineUnderTest.start()
  for (const name of strangers) {
    const xml = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
    const stdin = `<appcmd><SITE SITE.NAME="${xml(name)}"><site name="${xml(name)}" id="${100 + strangers.indexOf(name)}"><bindings><binding protocol="http" bindingInformation="127.0.0.1:${await freePort()}:" /></bindings><application path="/"><virtualDirectory path="/" physicalPath="${machine.folder}" /></application></site></SITE></appcmd>`
    const { exitCode, stdout } = await machine.host.run({ program: 'appcmd', args: ['add', 'site', '/in'], stdin })
    if (exitCode !== 0) throw new Error(stdout)
  }
  await machine.deployment('1.0.0').chain(await machine.package('1.0.0'))
})
afterAll(() => machine.dispose())

const begin = (release: string) => machine.deployment(release, {}, { serviceMessages: 'anywhere' })

function checkNothingForged(result: ActionResult): void {
  expect(Object.keys(result.outputs)).not.toContain('Forged')
  expect(result.log.filter(({ text }) => /service message|[^\x20-\x7e\t]/i.test(text))).toEqual([])
}

/** The content of a package as a folder, changed by somebody who means harm. */
async function source(release: string, harm: (folder: string) => Promise<void>): Promise<string> {
  const folder = path.join(machine.folder, 'sources', release)
  await mkdir(path.dirname(folder), { recursive: true })
  await cp(path.join(machine.root, 'MyApp', 'slots', 'MyApp-1.0.0'), folder, { recursive: true })
  await writeFile(path.join(folder, 'release.txt'), `${release}\n`)
  await harm(folder)
  return folder
}

test('sites of others with odd names stay as they are', async () => {
  const { stdout } = await machine.host.run({ program: 'appcmd', args: ['list', 'site'], stdin: '' })
  for (const name of strangers) expect(stdout).toContain(name)
})

test('a slot that answers service messages, in headers and body, forges nothing', async () => {
  const head = [
    'HTTP/1.1 302 Found',
    `Location: http://elsewhere/${forgedMessage}`,
    ` ${forgedMessage}`,
    `X-Release: ${forgedMessage}`,
    'Connection: close',
    '',
    `${forgedMessage}\n${forgedMessage}`,
  ].join('\r\n')
  for (const text of [head, `HTTP/1.1 500 ${forgedMessage}\r\n\r\n${forgedMessage}`, `${forgedMessage}\r\n\r\n`]) {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.end(text))
    })
    const port = await freePort()
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    const result = await begin('1.0.0').run('warm-up', {
      'BG.Address': `http://127.0.0.1:${port}`,
      'BG.Urls': '/',
      'BG.Limit': '1s',
    })
    expect(result.exitCode, logOf(result)).toBe(1)
    checkNothingForged(result)
    server.close()
  }
})

test('an application that names a service message as its release is not proven, and forges nothing', async () => {
  const folder = await source('1.1.0', async (folder) => {
    const server = `require('node:http').createServer((_, response) => {
      response.setHeader('X-Release', ${JSON.stringify(forgedMessage)})
      response.end(${JSON.stringify(forgedMessage)})
    }).listen(process.env.PORT, '127.0.0.1')`
    await writeFile(path.join(folder, 'server.js'), server)
  })
  const deployment = begin('1.1.0')
  const results = [
    await deployment.succeed('prepare-router'),
    await deployment.succeed('calculate-port'),
    await deployment.succeed('deploy-to-slot', { 'BG.Source': folder }),
    await deployment.run('switch-arr', { 'BG.ProofLimit': '500ms' }),
    await deployment.succeed('delete-previous'),
    await deployment.succeed('status'),
  ]
  for (const result of results) checkNothingForged(result)
  expect(results[3]?.resultMessage).toContain('was not proven')
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0' })
})

test('a package with a file name that Windows cannot keep is refused by that name, odd ones are carried', async () => {
  const bad = await source('1.2.0', async (folder) => {
    await writeFile(path.join(folder, `a\n${forgedMessage}.txt`), '')
  })
  const result = await begin('1.2.0').run('deploy-to-slot', { 'BG.Source': bad, 'BG.Port': `${machine.ports[1]}` })
  expect(result.exitCode, logOf(result)).toBe(1)
  expect(result.resultMessage).toContain('a # #octopus[setVariable')
  checkNothingForged(result)
  expect(await readdir(path.join(machine.root, 'MyApp', 'slots'))).not.toContain('MyApp-1.2.0')

  const good = await source('1.3.0', async (folder) => {
    await writeFile(path.join(folder, `##octopus[x] $(id) 'ü'.txt`), 'odd')
  })
  const deployed = await begin('1.3.0').succeed('deploy-to-slot', {
    'BG.Source': good,
    'BG.Port': `${machine.ports[1]}`,
  })
  checkNothingForged(deployed)
  const slot = path.join(machine.root, 'MyApp', 'slots', 'MyApp-1.3.0')
  expect(await readFile(path.join(slot, `##octopus[x] $(id) 'ü'.txt`), 'utf8')).toBe('odd')

  // Uploads of the application are named in the log when they are left behind.
  await writeFile(path.join(slot, `${forgedMessage}.txt`), 'an upload')
  await rename(path.join(slot, 'release.txt'), path.join(slot, `two\n${forgedMessage}`))
  const packages = { 'BG.Package': await machine.package('1.4.0') }
  await begin('1.4.0').succeed('deploy-to-slot', { 'BG.Port': `${machine.ports[1]}` }, { packages })
  const left = await begin('1.5.0').succeed('delete-previous')
  expect(left.outputs['Deleted']).toContain('MyApp-1.3.0')
  checkNothingForged(left)
  const kept = await readdir(path.join(machine.root, 'MyApp', 'left-behind', 'MyApp-1.3.0'))
  expect(kept.sort()).toEqual([`${forgedMessage}.txt`, `two\n${forgedMessage}`].sort())
})

test('a password is in no log, no argument, no environment and no file of the steps', async () => {
  const seen = path.join(machine.folder, 'seen.txt')
  for (const name of ['appcmd', 'icacls', 'netsh']) {
    const file = path.join(machine.host.binFolder, name)
    const script = await readFile(file, 'utf8')
    await writeFile(file, script.replace('\n', `\n{ env; printf '%s\\n' "$0" "$@"; } >> '${seen}'\n`))
  }
  const result = await begin('1.6.0').succeed(
    'deploy-to-slot',
    {
      'BG.Identity': 'SpecificUser',
      'BG.UserName': 'DOMAIN\\web',
      'BG.Password': secret,
      'BG.Port': `${machine.ports[1]}`,
    },
    { packages: { 'BG.Package': await machine.package('1.6.0') } },
  )
  const token = /T0ken|S3cr3t/
  expect(machine.host.configuration()).toMatch(token)
  expect(result.maskings).toBe(0)
  expect(logOf(result)).not.toMatch(token)
  expect(JSON.stringify([result.outputs, result.resultMessage, result.progress])).not.toMatch(token)
  expect(await readFile(seen, 'utf8')).toMatch(/ProgramData=[\s\S]*apppool/)
  expect(await readFile(seen, 'utf8')).not.toMatch(token)
  for (const { args } of machine.host.transcript()) expect(args.join(' ')).not.toMatch(token)
  const files = await readdir(machine.folder, { recursive: true, withFileTypes: true })
  for (const entry of files.filter((each) => each.isFile() && each.name !== 'applicationHost.config'))
    expect(await readFile(path.join(entry.parentPath, entry.name), 'latin1'), entry.name).not.toMatch(token)
})
