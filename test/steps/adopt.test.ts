import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withProcessLock } from '../../src/machine/process-lock.js'
import { freePort } from '../free-port.js'
import { logLines } from '../machine/log-lines.js'
import { elementOf, plainSite, poolName, siteName } from './fixtures/plain-site.js'
import { beginDownload } from './long-download.js'
import { complaintsOf, logOf, MachineUnderTest } from './machine-under-test.js'
import { home } from './own-application.js'
import { ask, PollingClient, problemsIn, type Seen } from './polling-client.js'

let machine: MachineUnderTest
beforeEach(async () => {
  machine = await MachineUnderTest.start({ newBindingMs: 60 })
})
afterEach(() => machine.dispose())

const adopting = { 'BG.Adopt': siteName, 'BG.FrontBindings': '' }
const undoing = { ...adopting, 'BG.AdoptUndo': 'True' }

/** Only for as long as the step says was there anybody without a good answer. */
function expectOneGap(seen: readonly Seen[], outputs: Readonly<Record<string, string>>): void {
  const bad = seen.filter(({ problem }) => problem)
  const to = Date.parse(outputs['AdoptedAt'] ?? '')
  expect(bad.length).toBeGreaterThan(0)
  expect(Math.min(...bad.map(({ answeredAt }) => answeredAt))).toBeGreaterThanOrEqual(
    to - Number(outputs['AdoptGapMs']) - 1,
  )
  expect(Math.max(...bad.map(({ askedAt }) => askedAt))).toBeLessThanOrEqual(to)
}

test('a site that users call becomes the first slot behind the front site, and one run undoes it', async () => {
  const https = `https/*:${await freePort()}:www.example.com`
  await plainSite(machine, { bindings: `http/127.0.0.1:${machine.frontPort}:,${https}` })
  const flags = `[protocol='https',bindingInformation='${https.slice(6)}'].sslFlags:1`
  await machine.appcmd('set', 'site', siteName, `/bindings.${flags}`)
  await plainSite(machine, { name: 'Other', pool: 'Other', bindings: `http/127.0.0.1:${await freePort()}:` })
  const [element, other] = [elementOf(machine, siteName), elementOf(machine, 'Other')]
  const worker = (await machine.workers())[poolName]
  const files = await readdir(path.join(machine.folder, 'inetpub', siteName))

  let client = new PollingClient(machine.frontPort, { everyMs: 5 })
  const result = await machine.deployment('1.0.0').succeed('prepare-router', adopting)
  expectOneGap(await client.stop(), result.outputs)

  expect(complaintsOf(result)).toEqual([])
  expect(Number(result.outputs['AdoptGapMs'])).toBeGreaterThanOrEqual(60)
  expect(logOf(result)).toMatch(
    new RegExp(
      `highlight: ${siteName} is taken in: .*; the gap was at most ${result.outputs['AdoptGapMs']} ms: \\d+ of \\d+ questions`,
    ),
  )
  expect(await ask(machine.frontPort)).toMatchObject({ release: '0.9.0', port: `${machine.ports[0]}` })
  expect(elementOf(machine, siteName)?.match(/<binding [^>]*>/g)).toEqual([
    `<binding protocol="http" bindingInformation="127.0.0.1:${machine.ports[0]}:" />`,
  ])
  expect(elementOf(machine, 'MyApp-front')?.match(/<binding [^>]*>/g)).toEqual(element?.match(/<binding [^>]*>/g))
  expect((await machine.workers())[poolName]).toBe(worker)
  expect((await machine.marker()).slots).toMatchObject({
    [siteName]: { adoptedFolder: true, pool: poolName, port: machine.ports[0], state: 'deployed' },
  })

  const configuration = machine.host.configuration()
  const again = await machine.deployment('1.0.0').succeed('prepare-router', adopting)
  expect(logOf(again)).toContain('The front site MyApp-front is there already, and answers.')
  expect(again.outputs).toMatchObject({ AdoptGapMs: '' })
  expect(machine.host.configuration()).toBe(configuration)

  client = new PollingClient(machine.frontPort, { everyMs: 5 })
  const undone = await machine.deployment('1.0.0').succeed('prepare-router', undoing)
  expectOneGap(await client.stop(), undone.outputs)
  expect(complaintsOf(undone)).toEqual([])
  expect(elementOf(machine, siteName)).toBe(element)
  expect(elementOf(machine, 'Other')).toBe(other)
  expect(machine.host.configuration()).not.toContain('MyApp')
  expect((await machine.workers())[poolName]).toBe(worker)
  expect(await machine.marker()).toMatchObject({ slots: {} })
  expect(Object.keys(await machine.marker())).not.toContain('router')
  expect(await readdir(path.join(machine.root, 'MyApp', 'front'))).toEqual([])
  expect(await readdir(path.join(machine.folder, 'inetpub', siteName))).toEqual(files)

  const nothing = await machine.deployment('1.0.0').succeed('prepare-router', undoing)
  expect(logOf(nothing)).toContain('there is nothing to give back')
  expect(complaintsOf(nothing)).toEqual([])
  await machine.deployment('1.0.0').succeed('prepare-router', adopting)
  expect(await ask(machine.frontPort)).toMatchObject({ release: '0.9.0', port: `${machine.ports[0]}` })
}, 240_000)

test('the whole chain goes on from a site that was taken in, and loses nothing; its folder stays for ever', async () => {
  await plainSite(machine)
  const files = await readdir(path.join(machine.folder, 'inetpub', siteName))
  await machine.deployment('1.0.0').succeed('prepare-router', adopting)
  const client = new PollingClient(machine.frontPort)
  for (const release of ['1.0.0', '1.1.0', '1.2.0']) {
    const deployment = machine.deployment(release)
    await deployment.succeed('prepare-router', adopting)
    const port = await deployment.succeed('calculate-port')
    await deployment.deploy(await machine.package(release), { 'BG.ModelSite': '' })
    await deployment.warmUp()
    const switched = await deployment.switch()
    const deleted = await deployment.succeed('delete-previous')
    const status = await deployment.succeed('status')
    expect(complaintsOf(port, switched, deleted, status)).toEqual([])
    expect(status.outputs).toMatchObject({ LiveSlot: `MyApp-${release}` })
    if (release === '1.0.0') {
      expect(port.outputs).toMatchObject({ LiveSlot: siteName, FirstDeployment: 'False', Port: `${machine.ports[1]}` })
      expect(switched.outputs).toMatchObject({ PreviousSlot: siteName })
      expect(await machine.state('apppool', poolName)).toBe('Stopped')
      expect(logOf(status)).toMatch(/Company Web +\(adopted\) +\d+ +Stopped +Stopped +- +\? +previous/)
      expect(elementOf(machine, siteName)).toContain('serverAutoStart="false"')
    }
    if (release === '1.1.0') {
      expect(deleted.outputs).toMatchObject({ Deleted: siteName })
      expect(logOf(deleted)).toContain('is not ours to delete: it stays')
    }
  }
  expect(problemsIn(await client.stop())).toEqual([])
  expect(machine.host.configuration()).not.toContain('Company')
  expect(await readdir(path.join(machine.folder, 'inetpub', siteName))).toEqual(files)
  expect(await machine.deployment('1.2.0').fail('prepare-router', undoing)).toContain(
    'MyApp-1.2.0 is live, not the site "Company Web" that was taken in, and which is deleted',
  )
}, 240_000)

test('once a later release is live the site is not given back, until it has been made live again', async () => {
  await plainSite(machine)
  const element = elementOf(machine, siteName)
  await machine.deployment('1.0.0').succeed('prepare-router', adopting)
  const next = machine.deployment('1.0.0')
  await next.succeed('calculate-port')
  await next.deploy(await machine.package('1.0.0'))
  await next.switch()
  const before = await machine.everything({ claim: false })

  expect(await machine.deployment('1.0.0').fail('prepare-router', undoing)).toBe(
    `MyApp-1.0.0 is live, not the site "Company Web" that was taken in. Nothing was changed; what serves now serves on. Start the site "Company Web" and its application pool, make it live by "Switch ARR" with BG.Port ${machine.ports[0]}, BG.Slot "Company Web" and no BG.ReleaseHeader, then run this step again.`,
  )
  expect(await machine.everything({ claim: false })).toEqual(before)

  await machine.appcmd('start', 'apppool', poolName)
  await machine.appcmd('start', 'site', siteName)
  const slot = { 'BG.Port': `${machine.ports[0]}`, 'BG.Slot': siteName, 'BG.ReleaseHeader': '' }
  await machine.deployment('1.0.0').switch(slot)
  await machine.deployment('1.0.0').succeed('prepare-router', undoing)
  expect(elementOf(machine, siteName)).toBe(element)
  expect(await ask(machine.frontPort)).toMatchObject({ release: '0.9.0', port: '' })
}, 240_000)

test('a download that is in flight while the bindings move is completed, there and back', async () => {
  await plainSite(machine, { packageFile: await machine.package('0.9.0') })
  for (const parameters of [adopting, undoing]) {
    const download = await beginDownload(machine.frontPort, 10)
    const { outputs } = await machine.deployment('1.0.0').succeed('prepare-router', parameters)
    const { release, whole, endedAt } = await download.ended
    expect({ release, whole }).toEqual({ release: '0.9.0', whole: true })
    expect(endedAt).toBeGreaterThan(Date.parse(outputs['AdoptedAt'] ?? ''))
  }
}, 180_000)

test('What If shows what would be done, and what undoing would do, and changes nothing', async () => {
  await plainSite(machine)
  const whatIf = { 'BG.WhatIf': 'True' }
  let before = await machine.everything()
  const said = logOf(await machine.deployment('1.0.0').succeed('prepare-router', { ...adopting, ...whatIf }))
  expect(await machine.everything()).toEqual(before)
  for (const line of [
    `What if: Bind site "${siteName}" to http/127.0.0.1:${machine.ports[0]}: as well.`,
    `What if: Add site "MyApp-front" at http/127.0.0.1:${machine.ports[1]}:.`,
    `What if: Move the bindings of site "${siteName}" to site "MyApp-front": http/127.0.0.1:${machine.frontPort}:.`,
    `What if: The site ${siteName} would be taken in as the slot on port ${machine.ports[0]}`,
  ])
    expect(said).toContain(line)

  await machine.deployment('1.0.0').succeed('prepare-router', adopting)
  before = await machine.everything()
  const undo = logOf(await machine.deployment('1.0.0').succeed('prepare-router', { ...undoing, ...whatIf }))
  expect(await machine.everything()).toEqual(before)
  expect(undo).toContain(`What if: the bindings of MyApp-front would move to ${siteName}.`)
})

test('what cannot be taken in is refused before anything is changed', async () => {
  machine.host.configure({ blankStateReads: 0 })
  await plainSite(machine)
  const everything = () => machine.everything({ claim: false })
  await machine.deployment('1.0.0').fail('prepare-router', { ...adopting, 'BG.Adopt': 'No Such' })
  let before = await everything()
  const refused = async (parameters: Record<string, string> = {}) => {
    const message = await machine.deployment('1.0.0').fail('prepare-router', { ...adopting, ...parameters })
    expect(await everything()).toEqual(before)
    return message
  }
  expect(await refused({ 'BG.Adopt': 'No Such' })).toContain('There is no site "No Such" on this machine')
  expect(await refused({ 'BG.FrontBindings': 'http/*:8080:' })).toContain('BG.FrontBindings is not what the site')
  expect(await refused({ 'BG.FrontDoor': `http://www.example.com:${await freePort()}/` })).toContain(
    'is where the front door',
  )
  expect(await refused({ 'BG.Adopt': '', 'BG.AdoptUndo': 'True' })).toContain('it has to name the site to give back')
  expect(await refused({ 'BG.Router': 'nginx-flag' })).toContain('only possible with the router arr-rewrite')

  const change = async (...args: string[]) => {
    await machine.appcmd(...args)
    before = await everything()
  }
  await change('stop', 'site', siteName)
  expect(await refused()).toContain('is Stopped, not started')
  await machine.appcmd('start', 'site', siteName)
  await change('add', 'apppool', '/name:MyApp-front')
  expect(await refused()).toContain('There is an application pool "MyApp-front" that this step did not make')
  await machine.appcmd('delete', 'apppool', 'MyApp-front')
  const folder = `/physicalPath:${machine.folder}`
  await change('add', 'site', '/name:MyApp-front', folder, `/bindings:http/127.0.0.1:${await freePort()}:`)
  expect(await refused()).toContain('There is a site "MyApp-front" that serves')
  await machine.appcmd('delete', 'site', 'MyApp-front')
  await machine.appcmd('add', 'site', '/name:Blog', folder, `/bindings:http/127.0.0.1:${await freePort()}:`)
  await change('set', 'app', 'Blog/', `/applicationPool:${poolName}`)
  expect(await refused()).toContain('serves "Blog" as well')
  await machine.appcmd('delete', 'site', 'Blog')
  await change('set', 'site', siteName, "/+bindings.[protocol='net.pipe',bindingInformation='*']")
  expect(await refused()).toContain('bindings that a front site cannot have: net.pipe/*')
})

test('a site that does not serve is refused', async () => {
  await plainSite(machine, { answer: 'response.statusCode = 500; response.end()' })
  expect(await machine.deployment('1.0.0').fail('prepare-router', adopting)).toContain(
    `The site "${siteName}" answers 500 at http://127.0.0.1:${machine.frontPort}/.`,
  )
})

/** The form of a failed run: all is as it was, and nobody is left without an answer. */
async function expectUntouched(element: string | undefined): Promise<void> {
  expect(elementOf(machine, siteName)).toBe(element)
  expect(machine.host.configuration()).not.toContain('MyApp')
  expect(await ask(machine.frontPort)).toMatchObject({ release: '0.9.0', port: '' })
  expect(await machine.marker()).toMatchObject({ slots: {} })
  expect(Object.keys(await machine.marker()).filter((key) => /router|adopted|preparing/.test(key))).toEqual([])
}

test('a slot that redirects to https, which the site did not do, is noticed before any binding moves', async () => {
  const answer = `if (request.headers['x-forwarded-proto']) response.statusCode = 302; ${home('0.9.0')}`
  await plainSite(machine, { answer })
  const element = elementOf(machine, siteName)
  const message = await machine.deployment('1.0.0').fail('prepare-router', adopting)
  expect(message).toContain('the status was 302')
  expect(message).toContain('The site has kept its bindings')
  await expectUntouched(element)
})

test('a site that does not answer well behind a proxy is not taken in, and users notice nothing', async () => {
  const answer = `if (request.headers['x-forwarded-for']) response.statusCode = 500; ${home('0.9.0')}`
  await plainSite(machine, { answer })
  const element = elementOf(machine, siteName)
  const client = new PollingClient(machine.frontPort)
  const message = await machine.deployment('1.0.0').fail('prepare-router', adopting)
  expect(problemsIn(await client.stop())).toEqual([])
  expect(message).toMatch(
    /^The site "Company Web" could not be taken in: The front site was not proven at \S+: 5 answers in a row: the status was 500 \(expected 200\)\. The site has kept its bindings; the front site is gone\./,
  )
  await expectUntouched(element)
})

test('when the front site is not proven with the bindings, they go back at once', async () => {
  const ill = path.join(machine.folder, 'ill')
  const isIll = `request.headers['x-forwarded-for'] && require('node:fs').existsSync(${JSON.stringify(ill)})`
  await plainSite(machine, { answer: `if (${isIll}) response.statusCode = 500; ${home('0.9.0')}` })
  const element = elementOf(machine, siteName)
  const running = machine.deployment('1.0.0').fail('prepare-router', adopting)
  await expect
    .poll(() => elementOf(machine, 'MyApp-front'), { interval: 5, timeout: 20_000 })
    .toContain(`:${machine.frontPort}:`)
  await writeFile(ill, '')
  const message = await running
  expect(message).toMatch(
    /could not be taken in: The front site was not proven at \S+: .*the status was 500 .*\. The site has its bindings again, and answers; the front site is gone\./,
  )
  await expectUntouched(element)
})

/** While a run waits for its turn to write the configuration of IIS: it has chosen its ports, and bound none. */
async function whileWaiting<T>(run: () => Promise<T>, meanwhile: () => Promise<unknown>): Promise<T> {
  const folder = path.join(machine.folder, 'tentacle', 'ProgramData', 'octopus-blue-green')
  await mkdir(folder, { recursive: true })
  const lock = { waitMs: 1_000, what: 'write the configuration of IIS', log: logLines() }
  let running: Promise<T> | undefined
  await withProcessLock(path.join(folder, 'iis.lock'), lock, async () => {
    running = run()
    running.catch(() => {})
    await expect
      .poll(() => readFile(path.join(machine.root, 'MyApp', 'blue-green.json'), 'utf8').catch(() => ''), {
        interval: 5,
        timeout: 20_000,
      })
      .toContain('waitingPort')
    await meanwhile()
  })
  return running as Promise<T>
}

const otherSite = (port: number) =>
  plainSite(machine, { name: 'Other', pool: 'Other', bindings: `http/127.0.0.1:${port}:`, answer: home('other') })

test('a port that another site gets while the run waits for its turn is left to it, and users notice nothing', async () => {
  await plainSite(machine)
  const element = elementOf(machine, siteName)
  const client = new PollingClient(machine.frontPort)
  const adopt = () => machine.deployment('1.0.0').fail('prepare-router', adopting)
  const message = await whileWaiting(adopt, () => otherSite(machine.ports[0]))
  expect(problemsIn(await client.stop())).toEqual([])
  expect(message).toBe(
    `The site "${siteName}" could not be taken in: the port ${machine.ports[0]} has been given to the site "Other" meanwhile. The site has kept its bindings; the front site is gone. Correct what the message says, and run this step again.`,
  )
  await expectUntouched(element)
  expect(await ask(machine.ports[0])).toMatchObject({ release: 'other' })
})

test('a site that IIS stops because another program has the port is started again at once', async () => {
  await plainSite(machine)
  const element = elementOf(machine, siteName)
  const program = createServer()
  try {
    const adopt = () => machine.deployment('1.0.0').fail('prepare-router', adopting)
    const message = await whileWaiting(
      adopt,
      () => new Promise<void>((done) => program.listen(machine.ports[0], '127.0.0.1', done)),
    )
    expect(message).toContain(`IIS has stopped the site "${siteName}" when it got http/127.0.0.1:${machine.ports[0]}:`)
    expect(message).toContain('The site has its bindings again, and answers')
    await expectUntouched(element)
  } finally {
    program.close()
  }
})

test('a site is not given back while another site has one of its bindings', async () => {
  const second = await freePort()
  await plainSite(machine, { bindings: `http/127.0.0.1:${machine.frontPort}:,http/127.0.0.1:${second}:` })
  await machine.deployment('1.0.0').succeed('prepare-router', adopting)
  const taken = `bindings.[protocol='http',bindingInformation='127.0.0.1:${second}:']`
  await machine.appcmd('set', 'site', 'MyApp-front', `/-${taken}`)
  await otherSite(second)
  const before = await machine.everything({ claim: false })
  for (const whatIf of ['True', 'False']) {
    const undo = { ...undoing, 'BG.WhatIf': whatIf }
    const message = await machine.deployment('1.0.0').fail('prepare-router', undo)
    expect(message).toContain(
      `The site "${siteName}" cannot have all its bindings again: http/127.0.0.1:${second}: belongs to the site "Other" now. Nothing was changed; what serves now serves on.`,
    )
    expect(await machine.everything({ claim: false })).toEqual(before)
  }
  expect(await ask(machine.frontPort)).toMatchObject({ release: '0.9.0' })

  // The second way out that the message names.
  const { adopted, ...marker } = await machine.marker()
  const bindings = adopted?.bindings.filter(({ information }) => !information.includes(`:${second}:`))
  const file = path.join(machine.root, 'MyApp', 'blue-green.json')
  await writeFile(file, JSON.stringify({ ...marker, adopted: { ...adopted, bindings } }))
  await machine.deployment('1.0.0').succeed('prepare-router', undoing)
  expect(await ask(machine.frontPort)).toMatchObject({ release: '0.9.0', port: '' })
  expect(await ask(second)).toMatchObject({ release: 'other' })
})

test('a binding that the front site got later goes to the site with the others', async () => {
  await plainSite(machine)
  await machine.deployment('1.0.0').succeed('prepare-router', adopting)
  const later = await freePort()
  const both = `http/127.0.0.1:${machine.frontPort}:\nhttp/127.0.0.1:${later}:`
  await machine.deployment('1.0.0').succeed('prepare-router', { ...adopting, 'BG.FrontBindings': both })
  const undone = await machine.deployment('1.0.0').succeed('prepare-router', undoing)
  expect(complaintsOf(undone)).toEqual([
    `The front site has got http/127.0.0.1:${later}: since it was made: ${siteName} gets that as well.`,
  ])
  for (const port of [machine.frontPort, later]) expect(await ask(port)).toMatchObject({ release: '0.9.0', port: '' })
  expect(machine.host.configuration()).not.toContain('MyApp')
})

test('on the way back a binding stays with the site that has got it meanwhile', async () => {
  const [ill, given] = [path.join(machine.folder, 'ill'), path.join(machine.folder, 'given')]
  const exists = (file: string) => `require('node:fs').existsSync(${JSON.stringify(file)})`
  const answer = `if (request.headers['x-forwarded-for'] && ${exists(ill)}) {
    const timer = setInterval(() => {
      if (!${exists(given)}) return
      clearInterval(timer)
      response.statusCode = 500
      response.end()
    }, 20)
  } else { ${home('0.9.0')} }`
  const second = await freePort()
  await plainSite(machine, { bindings: `http/127.0.0.1:${machine.frontPort}:,http/127.0.0.1:${second}:`, answer })
  const running = machine.deployment('1.0.0').run('prepare-router', adopting)
  await expect
    .poll(() => elementOf(machine, 'MyApp-front'), { interval: 5, timeout: 20_000 })
    .toContain(`:${machine.frontPort}:`)
  await writeFile(ill, '')
  const taken = `bindings.[protocol='http',bindingInformation='127.0.0.1:${second}:']`
  await machine.appcmd('set', 'site', 'MyApp-front', `/-${taken}`)
  await otherSite(second)
  await writeFile(given, '')
  const result = await running
  expect(result.exitCode).toBe(1)
  expect(complaintsOf(result)).toContain(
    `The site "Other" has http/127.0.0.1:${second}: now: ${siteName} does not get that again.`,
  )
  expect(await ask(machine.frontPort)).toMatchObject({ release: '0.9.0', port: '' })
  expect(await ask(second)).toMatchObject({ release: 'other' })
  expect(machine.host.configuration()).not.toContain('MyApp')
})
