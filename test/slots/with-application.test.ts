import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { applicationAt } from '../../src/slots/application.js'
import { BrokenFile } from '../../src/slots/broken-file.js'
import { DeploymentAtWork } from '../../src/slots/deployment-at-work.js'
import { FolderTaken } from '../../src/slots/folder-taken.js'
import { NotPrepared } from '../../src/slots/not-prepared.js'
import { OtherOwner } from '../../src/slots/other-owner.js'
import { readApplication } from '../../src/slots/read-application.js'
import { readMarker } from '../../src/slots/read-marker.js'
import { Superseded } from '../../src/slots/superseded.js'
import { type Opening, withApplication } from '../../src/slots/with-application.js'
import { writeMarker } from '../../src/slots/write-marker.js'
import { listeningLog, markerWith, owner, temporaryApplication } from './fixtures/temporary-application.js'

type Application = Opening['app']
const nobody = { space: '', project: '', environment: '', tenant: '' }

const opening = (app: Application, task = 'ServerTasks-10', more: Partial<Opening> = {}): Opening => ({
  app,
  owner,
  task,
  step: 'warm-up',
  release: '1.0.0',
  lockWaitMs: 0,
  ...more,
})
const open = (...args: Parameters<typeof opening>) =>
  withApplication(listeningLog(), opening(...args), async ({ marker }) => marker)

/** Every file of the application with its content. */
async function everything({ folder }: Application): Promise<Record<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')])))
}

async function holder(app: Application, task: string): Promise<ChildProcess> {
  const script = new URL('fixtures/hold-application.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--import', 'tsx', script, app.root, task], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [said] = await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')])
  expect(String(said)).toBe('holding\n')
  return child
}

test('Prepare Router makes the application; the steps after it find it', async () => {
  const app = await temporaryApplication()
  await rm(app.folder, { recursive: true })
  await expect(open(app)).rejects.toThrow(NotPrepared)
  expect(await readdir(app.root)).toEqual([])

  const made = await open(app, undefined, { create: true })
  expect(made).toEqual({ ...markerWith(), slots: {} })
  expect(await open(app)).toEqual(made)
  expect((await readdir(app.folder)).sort()).toEqual(
    ['blue-green.json', 'claim.json', 'left-behind', 'manifests', 'slots', 'staging'].sort(),
  )
})

test('what is saved is read by the next, what is told is in the journal', async () => {
  const app = await temporaryApplication()
  const next = markerWith({ 'MyApp-1.0.0': {} })
  await withApplication(listeningLog(), opening(app, undefined, { create: true, who: 'anna' }), async (opened) => {
    await opened.save(next)
    expect(opened.marker).toBe(next)
    await opened.journal({ kind: 'deployed', slot: 'MyApp-1.0.0' })
  })
  const { marker, events } = await readApplication(listeningLog(), app)
  expect(marker).toEqual(next)
  expect(events).toEqual([
    { at: expect.any(String), kind: 'deployed', slot: 'MyApp-1.0.0', task: 'ServerTasks-10', who: 'anna' },
  ])
})

test.each([
  ['another space', { owner: { ...owner, space: 'Spaces-2' } }, 'BG.Instance'],
  ['another project', { owner: { ...owner, project: 'Projects-9' } }, 'BG.Instance'],
  ['another environment', { owner: { ...owner, environment: 'Environments-9' } }, 'BG.Instance'],
  ['a tenant', { owner: { ...owner, tenant: 'Tenants-1' } }, 'BG.Instance'],
  [
    'another project, also when it prepares',
    { owner: { ...owner, project: 'Projects-9' }, create: true },
    'BG.Instance',
  ],
  ['a run by hand', { owner: nobody, task: '' }, 'Run the step from Octopus'],
])('%s is refused, and nothing changes', async (_, more, todo) => {
  const app = await temporaryApplication()
  await open(app, undefined, { create: true })
  const before = await everything(app)
  const error = await open(app, 'ServerTasks-11', more).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(OtherOwner)
  expect((error as OtherOwner).todo).toContain(todo)
  expect((error as OtherOwner).happened).toContain('project Projects-2')
  expect(await everything(app)).toEqual(before)
})

test('MyApp-Admin is not instance Admin of MyApp, although their folders have one name', async () => {
  const app = await temporaryApplication('MyApp', 'Admin')
  await open(app, undefined, { create: true })
  const other = applicationAt(app.root, 'MyApp-Admin', '')
  expect(other.folder).toBe(app.folder)
  await expect(open(other, undefined, { create: true })).rejects.toThrow(OtherOwner)
  await expect(readApplication(listeningLog(), other)).rejects.toThrow(/"MyApp" instance "Admin"/)
})

test('a marker that was copied from another instance is refused, also by Prepare Router', async () => {
  const app = await temporaryApplication()
  await writeMarker(app, { ...markerWith(), instance: 'Admin', owner: nobody })
  await expect(open(app)).rejects.toThrow(OtherOwner)
  await expect(open(app, undefined, { create: true })).rejects.toThrow(OtherOwner)
})

test('what was prepared by hand is taken over by Prepare Router only', async () => {
  const app = await temporaryApplication()
  await open(app, '', { owner: nobody, create: true })
  expect(await open(app, '', { owner: nobody })).toHaveProperty('owner', nobody)
  await expect(open(app)).rejects.toThrow('run Prepare Router')
  await open(app, undefined, { create: true })
  expect(await readMarker(app)).toHaveProperty('owner', owner)
})

test('a folder with something else in it is not taken', async () => {
  const app = await temporaryApplication()
  await writeFile(join(app.folder, 'web.config'), 'precious')
  await expect(open(app, undefined, { create: true })).rejects.toThrow(FolderTaken)
  expect(await readdir(app.folder)).toEqual(['web.config'])
})

test('a first run that was killed before the marker was there is finished by the next', async () => {
  const app = await temporaryApplication()
  await mkdir(app.files.slots)
  await writeFile(`${app.files.marker}.99999999.01234567.blue-green-tmp`, 'half')
  await writeFile(join(app.folder, '.blue-green.json.99999999.01234567.blue-green-tmp'), 'half')
  await open(app, undefined, { create: true })
  expect(Object.keys(await everything(app)).sort()).toEqual([app.files.marker, app.files.claim].sort())
})

test('What If sees the same and writes nothing', async () => {
  const app = await temporaryApplication()
  await rm(app.folder, { recursive: true })
  expect(await open(app, undefined, { create: true, whatIf: true })).toEqual(markerWith())
  expect(await readdir(app.root)).toEqual([])
  await expect(open(app, undefined, { whatIf: true })).rejects.toThrow(NotPrepared)

  await open(app, undefined, { create: true })
  const before = await everything(app)
  await open(app, 'ServerTasks-99', { whatIf: true })
  await expect(
    withApplication(listeningLog(), opening(app, undefined, { whatIf: true }), ({ save }) => save(markerWith())),
  ).rejects.toThrow('only looks')
  expect(await everything(app)).toEqual(before)
})

test('a later deployment takes over; the older one’s next step fails and changes nothing', async () => {
  const app = await temporaryApplication()
  await open(app, 'ServerTasks-9', { create: true })
  const log = listeningLog()
  await withApplication(log, opening(app, 'ServerTasks-10', { release: '1.2.0' }), async () => {})
  expect(log.said.join()).toContain('Taking over from deployment ServerTasks-9')
  const before = await everything(app)
  const error = await open(app, 'ServerTasks-9').catch((error: unknown) => error)
  expect(error).toBeInstanceOf(Superseded)
  expect((error as Superseded).message).toContain('ServerTasks-10 of release 1.2.0')
  expect(await everything(app)).toEqual(before)
})

test('a run by hand stays away from a deployment at work', async () => {
  const app = await temporaryApplication()
  await writeMarker(app, { ...markerWith(), owner: nobody })
  const byHand = { owner: nobody }
  await open(app, 'ServerTasks-9', byHand)
  await expect(open(app, '', byHand)).rejects.toThrow(DeploymentAtWork)
})

test('a claim that cannot be understood is an error that says what to do', async () => {
  const app = await temporaryApplication()
  await open(app, undefined, { create: true })
  await writeFile(app.files.claim, '{"task": 5}')
  const error = await open(app).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(BrokenFile)
  expect((error as BrokenFile).todo).toContain('delete the file')
})

test('a step keeps every other process out until it is killed, and then the next one takes over', async () => {
  const app = await temporaryApplication()
  await rm(app.folder, { recursive: true })
  const child = await holder(app, 'ServerTasks-9')

  const before = await everything(app)
  await expect(open(app, 'ServerTasks-10')).rejects.toThrow('deploy-to-slot')
  expect(await everything(app)).toEqual(before)
  const { events } = await readApplication(listeningLog(), app) // Status waits for nobody
  expect(events).toMatchObject([{ kind: 'port', task: 'ServerTasks-9' }])

  const waiting = withApplication(
    listeningLog(),
    opening(app, 'ServerTasks-10', { lockWaitMs: 20_000 }),
    async () => 'mine',
  )
  child.kill('SIGKILL')
  expect(await waiting).toBe('mine')
  await expect(open(app, 'ServerTasks-9')).rejects.toThrow(Superseded)
})
