import { appendFile, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { complaintsOf, logOf, MachineUnderTest, tree } from './machine-under-test.js'
import { ask, PollingClient, problemsIn } from './polling-client.js'

// One machine; each test begins where the one before has ended.
let machine: MachineUnderTest
beforeAll(async () => {
  machine = await MachineUnderTest.start()
  for (const release of ['1.0.0', '1.1.0', '1.2.0']) await machine.goLive(release)
})
afterAll(() => machine.dispose())

const slots = async () => Object.keys((await machine.marker()).slots).sort()
const inSlots = (slot: string) => path.join(machine.root, 'MyApp', 'slots', slot)
const leftBehind = () => path.join(machine.root, 'MyApp', 'left-behind')

test('the live and the previous slot stay, older ones go, and what was not deployed with them is kept', async () => {
  const old = inSlots('MyApp-1.0.0')
  await mkdir(path.join(old, 'uploads', 'deep'), { recursive: true })
  await mkdir(path.join(old, 'logs'))
  await writeFile(path.join(old, 'uploads', 'deep', 'photo.jpg'), 'of a user')
  await writeFile(path.join(old, 'logs', 'today.log'), 'noise')
  await appendFile(path.join(old, 'static', 'file-01.txt'), 'changed by hand')
  const client = new PollingClient(machine.frontPort)

  const result = await machine.deployment('1.2.0').succeed('delete-previous', { 'BG.Disposable': 'logs/**\n*.tmp' })

  expect(problemsIn(await client.stop())).toEqual([])
  expect(result.outputs).toEqual({ Deleted: 'MyApp-1.0.0', Kept: 'MyApp-1.2.0,MyApp-1.1.0' })
  expect(await slots()).toEqual(['MyApp-1.1.0', 'MyApp-1.2.0'])
  expect(machine.host.configuration()).not.toContain('MyApp-1.0.0')
  expect(await tree(old)).toEqual(['there is no such folder'])
  expect(
    (await tree(leftBehind())).filter((line) => / [0-9a-f]{64}$/.test(line)).map((line) => line.split(' ')[0]),
  ).toEqual(['MyApp-1.0.0/static/file-01.txt', 'MyApp-1.0.0/uploads/deep/photo.jpg'])
  expect(await readFile(path.join(leftBehind(), 'MyApp-1.0.0/uploads/deep/photo.jpg'), 'utf8')).toBe('of a user')
  expect(complaintsOf(result)).toEqual([
    expect.stringMatching(/^2 files of MyApp-1\.0\.0 were not deployed with it and are kept in .*left-behind/),
  ])
})

test('a second run changes nothing', async () => {
  const before = await machine.everything({ claim: false })
  const result = await machine.deployment('1.2.0').succeed('delete-previous')
  expect(result.outputs).toEqual({ Deleted: '', Kept: 'MyApp-1.2.0,MyApp-1.1.0' })
  expect(await machine.everything({ claim: false })).toEqual(before)
})

test('after a reboot the live slot serves, and the previous one does not come up', async () => {
  expect(await machine.appcmd('list', 'site', 'MyApp-1.1.0', '/config')).toContain('serverAutoStart="false"')
  expect(await machine.appcmd('list', 'apppool', 'MyApp-1.1.0', '/config')).toContain('autoStart="false"')
  await machine.reboot()
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.2.0', port: `${machine.ports[0]}` })
  expect(await machine.state('site', 'MyApp-1.1.0')).toBe('Stopped')
  expect(await machine.state('apppool', 'MyApp-1.1.0')).toBe('Stopped')
  expect(Object.keys(await machine.workers())).not.toContain('MyApp-1.1.0')
})

test('as many more stay as are to be kept, those that were live last', async () => {
  const deployment = machine.deployment('1.3.0')
  await deployment.chain(await machine.package('1.3.0'))
  const kept = await deployment.succeed('delete-previous', { 'BG.Keep': '1' })
  expect(kept.outputs).toEqual({ Deleted: '', Kept: 'MyApp-1.3.0,MyApp-1.2.0,MyApp-1.1.0' })
  const result = await deployment.succeed('delete-previous')
  expect(result.outputs).toEqual({ Deleted: 'MyApp-1.1.0', Kept: 'MyApp-1.3.0,MyApp-1.2.0' })
})

test('a slot that still runs and that nobody wants is drained and deleted', async () => {
  // 1.4.0 was deployed and never switched to.
  const unused = machine.deployment('1.4.0')
  await unused.succeed('calculate-port')
  await unused.deploy(await machine.package('1.4.0'))
  const next = machine.deployment('1.5.0')
  const { deploy } = await next.chain(await machine.package('1.5.0'))
  expect(deploy.log.map(({ text }) => text)).toContain('MyApp-1.4.0 gives its port up.')
  await next.succeed('delete-previous')
  expect(await slots()).toEqual(['MyApp-1.3.0', 'MyApp-1.5.0'])
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.5.0' })
})

test('while IIS tells no states, the live and the previous slot stay all the same', async () => {
  // 1.5.0 gives its port up to 1.6.0, and stays bound to it.
  for (const release of ['1.3.0', '1.6.0']) await machine.goLive(release)
  const showAll = await withoutStates('list site /config /xml')
  const client = new PollingClient(machine.frontPort)

  const result = await machine.deployment('1.6.0').succeed('delete-previous')

  expect(problemsIn(await client.stop())).toEqual([])
  await showAll()
  expect(result.outputs).toEqual({ Deleted: '', Kept: 'MyApp-1.6.0,MyApp-1.3.0,MyApp-1.5.0' })
  expect(complaintsOf(result)).toEqual([])
  expect(logOf(result)).toContain('MyApp-1.5.0 stays: it has the port that the router points to')
  const next = await machine.deployment('1.6.0').succeed('delete-previous')
  expect(next.outputs).toEqual({ Deleted: 'MyApp-1.5.0', Kept: 'MyApp-1.6.0,MyApp-1.3.0' })
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.6.0' })
})

test('a slot whose folder is a link by now stays as it is, and what to do is said; the others go', async () => {
  for (const release of ['1.7.0', '1.8.0', '1.9.0']) await machine.goLive(release)
  expect(await slots()).toEqual(['MyApp-1.3.0', 'MyApp-1.6.0', 'MyApp-1.7.0', 'MyApp-1.8.0', 'MyApp-1.9.0'])
  // Into the live slot, with the site there; and out of the root, with the site gone.
  await rm(inSlots('MyApp-1.6.0'), { recursive: true })
  await symlink(inSlots('MyApp-1.9.0'), inSlots('MyApp-1.6.0'))
  const uploads = path.join(machine.folder, 'uploads')
  await mkdir(uploads)
  await writeFile(path.join(uploads, 'photo.jpg'), 'of a user')
  await rm(inSlots('MyApp-1.7.0'), { recursive: true })
  await symlink(uploads, inSlots('MyApp-1.7.0'))
  await machine.appcmd('delete', 'site', 'MyApp-1.7.0')
  const before = [await tree(uploads), await tree(inSlots('MyApp-1.9.0')), await tree(leftBehind())]

  const result = await machine.deployment('1.9.0').succeed('delete-previous')

  expect(result.outputs).toEqual({
    Deleted: 'MyApp-1.3.0',
    Kept: 'MyApp-1.9.0,MyApp-1.8.0,MyApp-1.7.0,MyApp-1.6.0',
  })
  expect(complaintsOf(result)).toEqual(
    ['1.7.0', '1.6.0'].map((release) =>
      expect.stringMatching(
        new RegExp(
          `^MyApp-${release} stays: .*MyApp-${release} cannot be deleted, it is a link or a file, not a folder.*Take away by hand`,
        ),
      ),
    ),
  )
  expect([await tree(uploads), await tree(inSlots('MyApp-1.9.0')), await tree(leftBehind())]).toEqual(before)
  expect(await machine.appcmd('list', 'apppool', 'MyApp-1.7.0')).toContain('MyApp-1.7.0')
  expect(await machine.appcmd('list', 'site', 'MyApp-1.6.0')).toContain('MyApp-1.6.0')
  await rm(inSlots('MyApp-1.6.0'))
  await rm(inSlots('MyApp-1.7.0'))
  const next = await machine.deployment('1.9.0').succeed('delete-previous')
  expect(next.outputs).toEqual({ Deleted: 'MyApp-1.7.0,MyApp-1.6.0', Kept: 'MyApp-1.9.0,MyApp-1.8.0' })
  expect(await readdir(uploads)).toEqual(['photo.jpg'])
})

/** The next look with these arguments finds each site in state "Unknown", as after an iisreset. @returns what undoes it */
async function withoutStates(look: string): Promise<() => Promise<void>> {
  const appcmd = path.join(machine.host.binFolder, 'appcmd')
  const real = `${appcmd}-real`
  await rename(appcmd, real)
  const lines = [
    '#!/bin/bash',
    `[[ "$*" == "${look}" ]] && mkdir '${machine.folder}/looked' 2>/dev/null || exec '${real}' "$@"`,
    `'${real}' "$@" | sed -E 's/state="(Started|Stopped)"/state="Unknown"/g'`,
  ]
  await writeFile(appcmd, lines.join('\n'), { mode: 0o755 })
  return () => rename(real, appcmd)
}
