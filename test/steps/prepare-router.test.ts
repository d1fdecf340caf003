import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hashOf } from '../../src/routing/prepare-arr.js'
import { freePort } from '../free-port.js'
import { complaintsOf, logOf, MachineUnderTest } from './machine-under-test.js'
import { ask, PollingClient, problemsIn } from './polling-client.js'

let machine: MachineUnderTest
beforeEach(async () => {
  machine = await MachineUnderTest.start()
})
afterEach(() => machine.dispose())

const webConfig = () => path.join(machine.root, 'MyApp', 'front', 'web.config')

test('a front site is made once, answers 503 until there is a release, and a second run changes nothing', async () => {
  const first = await machine.deployment('1.0.0').prepare()
  expect(complaintsOf(first)).toEqual([])
  expect(await ask(machine.frontPort)).toMatchObject({ problem: 'status 503', port: 'none' })
  const configuration = machine.host.configuration()
  const text = await readFile(webConfig(), 'utf8')

  const second = await machine.deployment('1.0.0').prepare()

  expect(logOf(second)).toContain('The front site MyApp-front is there already, and answers.')
  expect(machine.host.configuration()).toBe(configuration)
  expect(await readFile(webConfig(), 'utf8')).toBe(text)
})

test('a web.config that was changed by hand is not overwritten', async () => {
  for (let run = 1; run <= 2; run++) await machine.deployment('1.0.0').prepare()
  const changed = (await readFile(webConfig(), 'utf8')).replace(
    '<customHeaders>',
    '<customHeaders><add name="X" value="1" />',
  )
  await writeFile(webConfig(), changed)
  const before = await machine.everything({ claim: false })
  expect(await machine.deployment('1.0.0').fail('prepare-router')).toContain(
    `${webConfig()} was not made by this step, or has been changed by hand since. What serves now serves on.`,
  )
  expect(await machine.everything({ claim: false })).toEqual(before)
})

test('a binding, site or pool that is somebody else’s is refused', async () => {
  const port = machine.frontPort
  await machine.appcmd(
    'add',
    'site',
    '/name:Other',
    `/bindings:http/127.0.0.1:${port}:`,
    '/physicalPath:/tmp',
    '/serverAutoStart:false',
  )
  const configuration = machine.host.configuration()
  expect(await machine.deployment('1.0.0').fail('prepare-router')).toContain(
    `The binding http/127.0.0.1:${port}: belongs to the site "Other"`,
  )
  await machine.appcmd('set', 'site', 'Other', `/bindings:http/127.0.0.1:${await freePort()}:`)
  await machine.appcmd('add', 'apppool', '/name:MyApp-front')
  expect(await machine.deployment('1.0.0').fail('prepare-router')).toContain(
    'There is an application pool "MyApp-front"',
  )
  await machine.appcmd('delete', 'apppool', 'MyApp-front')
  await machine.appcmd('delete', 'site', 'Other')
  expect(machine.host.configuration()).not.toBe(configuration)
  await machine.deployment('1.0.0').prepare()
})

test('bindings that no site can have, and one that is there twice, are refused before anything is changed', async () => {
  const own = `http/127.0.0.1:${machine.frontPort}:`
  const calls = machine.host.transcript().length
  for (const [bindings, problem] of [
    ['http/*:99999:', 'line 2 has the port 99999; ports are 1 to 65535'],
    ['http/*:0:', 'line 2 has the port 0; ports are 1 to 65535'],
    ['http/999.1.1.1:80:', 'line 2 has the address 999.1.1.1, which is none'],
    ['http/[1::2::3]:80:', 'line 2 has the address [1::2::3], which is none'],
    [own, `names ${own} twice`],
    ['http/*:80:WWW.example.com\nhttp/*:80:www.example.com', 'names http/*:80:www.example.com twice'],
  ] as const) {
    const message = await machine
      .deployment('1.0.0')
      .fail('prepare-router', { 'BG.FrontBindings': `${own}\n${bindings}` })
    expect(message).toContain('Bindings of the front site (BG.FrontBindings)')
    expect(message).toContain(problem)
    expect(message).toContain('Nothing was changed')
  }
  expect(machine.host.transcript().length).toBe(calls)
})

test('ARR’s one proxy is not changed where it is in use', async () => {
  await machine.appcmd('set', 'config', '-section:system.webServer/proxy', '/enabled:true', '/commit:apphost')
  const configuration = machine.host.configuration()
  const message = await machine.deployment('1.0.0').fail('prepare-router')
  expect(message).toContain("ARR's proxy is in use on this server with preserveHostHeader=false")
  expect(message).toContain('appcmd set config -section:system.webServer/proxy /preserveHostHeader:true')
  expect(machine.host.configuration()).toBe(configuration)
})

test('an NGINX snippet is made once; one changed by hand, or somebody else’s file, is not overwritten', async () => {
  await machine.startNginx()
  const { snippet } = machine.nginxFiles
  const first = await machine.deployment('1.0.0').prepare()
  expect(complaintsOf(first)).toEqual([])
  const text = await readFile(snippet, 'utf8')
  const second = await machine.deployment('1.0.0').prepare()
  expect(logOf(second)).toContain(`${snippet} is there already, and answers.`)
  expect(logOf(second)).not.toContain('reload')
  expect(await readFile(snippet, 'utf8')).toBe(text)

  await writeFile(snippet, `${text}# mine\n`)
  const router = { 'BG.Router': 'nginx-flag' }
  expect(await machine.deployment('1.0.0').fail('prepare-router-bash', router)).toContain(
    `${snippet} was not made by this step, or has been changed by hand since`,
  )
  expect(await readFile(snippet, 'utf8')).toBe(`${text}# mine\n`)
})

test('a configuration that NGINX refuses is taken back, and NGINX goes on serving', async () => {
  await machine.startNginx()
  const { snippet } = machine.nginxFiles
  const otherPort = await freePort()
  const other = path.join(path.dirname(snippet), 'other.conf')
  const block = `server { listen 127.0.0.1:${otherPort}; location / { return 200 "other"; } }\n`
  await writeFile(other, block)
  const broken = { 'BG.Router': 'nginx-flag', 'BG.NginxServerLines': 'no_such_directive on;' }

  const first = await machine.deployment('1.0.0').run('prepare-router-bash', broken)
  expect(first.exitCode).toBe(1)
  expect(first.resultMessage).toContain(`NGINX refuses its configuration with ${snippet} in it (exit code 1): `)
  expect(first.resultMessage).toMatch(/unknown directive "no_such_directive" in .*\. What serves now serves on\./)
  expect(logOf(first)).toMatch(/nginx: .*unknown directive "no_such_directive"/)
  await expect(readFile(snippet, 'utf8')).rejects.toThrow('ENOENT')

  await machine.goLive('1.0.0')
  const text = await readFile(snippet, 'utf8')
  expect(await machine.deployment('1.0.0').fail('prepare-router-bash', broken)).toContain(
    'the file is as it was before',
  )
  expect(await readFile(snippet, 'utf8')).toBe(text)
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0' })
  expect(await fetch(`http://127.0.0.1:${otherPort}/`).then((answer) => answer.text())).toBe('other')
  expect(await readFile(other, 'utf8')).toBe(block)

  await rm(snippet)
  await machine.deployment('1.0.0').prepare()
  expect(await readFile(snippet, 'utf8')).toBe(text)
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0' })
})

test('an application stays behind the router that its slots are behind', async () => {
  await machine.goLive('1.0.0')
  await machine.startNginx()
  const message = await machine.deployment('1.1.0').fail('prepare-router-bash', { 'BG.Router': 'nginx-flag' })
  expect(message).toContain('This application has slots behind the router arr-rewrite, not nginx-flag')
})

test('other limits are put in while a release is live, and it goes on serving', async () => {
  await machine.goLive('1.0.0')
  const client = new PollingClient(machine.frontPort)
  const result = await machine.deployment('1.0.0').prepare({ 'BG.MostBody': '100MB' })
  expect(problemsIn(await client.stop())).toEqual([])
  expect(complaintsOf(result)).toEqual([])
  const text = await readFile(webConfig(), 'utf8')
  expect(text).toContain('maxAllowedContentLength="104857600"')
  expect(text).toContain(`http://127.0.0.1:${machine.ports[0]}`)
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0' })
})

/** The section as it was in the files of earlier versions. */
const onlyBody =
  '<requestFiltering>\n        <requestLimits maxAllowedContentLength="1073741824" />\n      </requestFiltering>'

test('what a slot lets through by its own request filtering is not refused in front of it', async () => {
  await machine.goLive('1.0.0')
  const [slot] = Object.values((await machine.marker()).slots)
  const file = path.join(slot?.folder ?? '', 'web.config')
  const relaxed = '<requestFiltering allowDoubleEscaping="true"><requestLimits maxUrl="9000" maxQueryString="9000"'
  const own = await readFile(file, 'utf8')
  await writeFile(file, own.replace(/<requestFiltering>\s*<requestLimits/, relaxed))
  const answer = async (address: string) => {
    const response = await fetch(`http://127.0.0.1:${machine.frontPort}${address}`)
    return response.headers.get('x-release') ?? response.text()
  }
  const long = 'a'.repeat(8_000)
  for (const address of ['/a+b', '/a%252Fb', `/${long}`, `/?${long}`]) expect(await answer(address)).toBe('1.0.0')

  await writeFile(file, own)
  expect(await answer(`/?${long}`)).toContain('404.15')
  expect(await answer(`/${long}`)).toContain('404.14')
  expect(await answer('/a+b')).toContain('404.11')
})

test('the web.config of an earlier version is replaced while a release is live, and no request is lost', async () => {
  await machine.goLive('1.0.0')
  const text = await readFile(webConfig(), 'utf8')
  const earlier = text.replace(/<requestFiltering[\s\S]*<\/requestFiltering>/, onlyBody)
  expect(earlier).not.toBe(text)
  const marker = await machine.marker()
  await writeFile(webConfig(), earlier)
  await writeFile(
    path.join(machine.root, 'MyApp', 'blue-green.json'),
    JSON.stringify({ ...marker, router: { ...marker.router, made: hashOf(earlier) } }),
  )
  const configuration = machine.host.configuration()
  const client = new PollingClient(machine.frontPort, { everyMs: 5 })
  const result = await machine.deployment('1.1.0').prepare()
  expect(problemsIn(await client.stop())).toEqual([])
  expect(complaintsOf(result)).toEqual([])
  expect(await readFile(webConfig(), 'utf8')).toBe(text)
  expect(machine.host.configuration()).toBe(configuration)
  expect(await machine.marker()).toEqual(marker)
})

test('a folder of the flag that the workers of NGINX cannot reach is noticed before any release', async ({ skip }) => {
  if (process.getuid?.() !== 0) skip('only root can start workers of another user')
  await machine.startNginx('www-data')
  const router = { 'BG.Router': 'nginx-flag' }
  const message = await machine.deployment('1.0.0').fail('prepare-router-bash', router)
  expect(message).toMatch(
    /^NGINX does not see the file .*green\.flag\. What serves now serves on\. Let the user of its worker/,
  )
  expect(await machine.deployment('1.0.0').fail('calculate-port')).toContain(
    'names no router. Nothing was changed. Run',
  )
  await chmod(machine.folder, 0o755)
  await machine.deployment('1.0.0').prepare()
  expect(await ask(machine.frontPort)).toMatchObject({ port: `${machine.ports[0]}` })
})
