import { describe, expect, test } from 'vitest'
import { toCreate } from '../../../src/library/import/to-send.js'
import { chosen, type StepTemplate, templateFiles } from '../../../src/library/step-template.js'
import { seededRandom } from '../../../src/simulators/iis/seeded-random.js'
import { createTemplate } from '../../../src/simulators/octopus-server/action-template.js'
import type { OctopusServer } from '../../../src/simulators/octopus-server/octopus-server.js'
import { root } from '../../project/project-files.js'
import { gitProject, stepUsing } from '../../simulators/octopus-server/fixtures.js'
import { ask, runningServer } from '../../simulators/octopus-server/running-server.js'
import { run, start } from './command-line.js'

const ours = chosen(templateFiles(root), ['warm-up'])[0]?.template as StepTemplate
const body = 'Octopus.Action.Script.ScriptBody'
const syntax = { 'Octopus.Action.Script.Syntax': 'PowerShell', [body]: 'echo earlier' }

/** A library with an earlier version of Warm Up that projects use: one with a runbook, one in git with two branches. */
async function inUse(options: Parameters<typeof runningServer>[0] = {}): Promise<OctopusServer> {
  const server = await runningServer(options)
  const earlier = {
    ...ours,
    Properties: { ...ours.Properties, [body]: 'echo earlier' },
    Parameters: ours.Parameters.filter(({ Name }) => Name !== 'BG.Urls'),
  }
  const { Id } = createTemplate(server.store, server.defaultSpace, toCreate(earlier))
  const step = stepUsing('Warm Up', Id, 0, syntax)
  await ask(server, 'POST', 'Spaces-1/projects', { Name: 'Shop' })
  await ask(server, 'PUT', 'Spaces-1/projects/Projects-1/deploymentprocesses', { Version: 0, Steps: [step] })
  await ask(server, 'POST', 'Spaces-1/runbooks', { Name: 'Warm', ProjectId: 'Projects-1' })
  await ask(server, 'PUT', 'Spaces-1/runbookProcesses/RunbookProcess-Runbooks-1', { Version: 0, Steps: [step] })
  await ask(server, 'POST', 'Spaces-1/projects', gitProject('Git'))
  for (const branch of ['main', 'next'])
    await ask(server, 'PUT', `Spaces-1/projects/Projects-2/${branch}/deploymentprocesses`, { Steps: [step] })
  expect(await run(['import', 'warm-up', '--yes'], server)).toMatchObject({ exitCode: 0 })
  server.log.clear()
  return server
}

/** Version and script of every action that there is, by process. */
const actions = ({ defaultSpace }: OctopusServer) =>
  Object.fromEntries(
    [...defaultSpace.processes].map(([key, { Steps }]) => [
      key,
      Steps.flatMap((step) =>
        step.Actions.map(({ Properties }) => [
          Properties['Octopus.Action.Template.Version'],
          Properties[body] === syntax[body],
        ]),
      ),
    ]),
  )

const allMoved = {
  'deploymentprocess-Projects-1': [['1', false]],
  'RunbookProcess-Runbooks-1': [['1', false]],
  'deploymentprocess-Projects-2@main': [['1', false]],
  'deploymentprocess-Projects-2@next': [['1', false]],
}

describe('upgrade', () => {
  test('shows with --dry-run which steps use older versions, by project, runbook and branch, and sends nothing that changes', async () => {
    const server = await inUse()
    const { exitCode, stdout } = await run(['upgrade', '--dry-run'], server)
    expect(exitCode).toBe(3)
    for (const line of [
      /Shop +Warm Up +Blue-Green - Warm Up +0 -> 1/,
      /Shop, runbook Warm +Warm Up/,
      /Git \(main\) +Warm Up/,
      /Git \(next\) +Warm Up/,
    ])
      expect(stdout).toMatch(line)
    expect(server.log.writes).toEqual([])
  })

  test('moves them all, with the defaults of new parameters; the second time there is nothing to do', async () => {
    const server = await inUse()
    expect(await run(['upgrade', '--yes'], server)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Done: 4 steps moved'),
    })
    expect(actions(server)).toEqual(allMoved)
    const moved = server.defaultSpace.processes.get('deploymentprocess-Projects-1')?.Steps[0]?.Actions[0]?.Properties
    expect(moved).toMatchObject({ 'BG.Urls': '#{BlueGreen.WarmUpUrls}', [body]: ours.Properties[body] })
    server.log.clear()
    expect(await run(['upgrade', '--yes'], server)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Nothing to do'),
    })
    expect(server.log.writes).toEqual([])
  })

  test('tells by project and step what has to be merged by hand, moves the rest, and ends with 4', async () => {
    const server = await inUse()
    const step = stepUsing('Warm Up', 'ActionTemplates-1', 0, { ...syntax, [body]: 'echo by hand' })
    await ask(server, 'PUT', 'Spaces-1/projects/Projects-1/deploymentprocesses', { Version: 1, Steps: [step] })
    const { exitCode, stdout } = await run(['upgrade', '--yes', '--json'], server)
    expect(exitCode).toBe(4)
    const { steps } = JSON.parse(stdout) as { steps: { project: string; outcome: string; why: string }[] }
    expect(steps.filter(({ outcome }) => outcome !== 'moved')).toMatchObject([
      { project: 'Shop', step: 'Warm Up', outcome: 'merge', why: expect.stringContaining(body) },
    ])
    expect(actions(server)).toEqual({ ...allMoved, 'deploymentprocess-Projects-1': [['0', false]] })
  })

  test('asks for the value of a new parameter without a default before anything is changed, and takes it', async () => {
    const server = await inUse()
    const template = server.defaultSpace.templates.get('ActionTemplates-1')?.at(-1)
    const Parameters = template?.Parameters.map((one) =>
      one.Name === 'BG.Urls' ? { ...one, DefaultValue: null, HelpText: 'Pages.' } : one,
    )
    await ask(server, 'PUT', 'Spaces-1/actiontemplates/ActionTemplates-1', { ...template, Parameters })
    server.log.clear()
    const first = await run(['upgrade', '--yes'], server)
    expect(first).toMatchObject({ exitCode: 4, stdout: expect.stringContaining('needs --set BG.Urls') })
    expect(server.log.writes).toEqual([])
    expect(await run(['upgrade', '--yes', '--set', 'BG.Urls=/health 200'], server)).toMatchObject({ exitCode: 0 })
    const moved = server.defaultSpace.processes.get('deploymentprocess-Projects-1')?.Steps[0]?.Actions[0]?.Properties
    expect(moved?.['BG.Urls']).toBe('/health 200')
    expect(await run(['upgrade', '--yes', '--set', 'BG.Nonsense=1', '--set', 'x'], server)).toMatchObject({
      exitCode: 2,
    })
  })

  test('asks with a handful of requests, however many projects use the templates', async () => {
    const server = await inUse()
    const process = server.defaultSpace.processes.get('deploymentprocess-Projects-1')
    for (let i = 0; i < 100; i++) {
      server.defaultSpace.documents.Projects.set(`P-${i}`, { Id: `P-${i}`, Name: `Project ${i}` })
      server.defaultSpace.processes.set(`p-${i}`, { ...process!, Id: `p-${i}`, ProjectId: `P-${i}` })
    }
    const { stdout } = await run(['upgrade', '--dry-run', '--json'], server)
    const { steps, requests } = JSON.parse(stdout) as { steps: object[]; requests: number }
    expect(steps).toHaveLength(104)
    expect(requests).toBeLessThan(10)
  })
})

describe('upgrade, whatever happens to it', () => {
  test('ends in the same state when it is killed at a write and run again', async () => {
    let victim: { kill(): void } | undefined
    let killAt: { write: number; done: boolean } = { write: 0, done: false }
    const at = (done: boolean) => () => {
      if (!victim || server.log.writes.length !== killAt.write || done !== killAt.done) return undefined
      victim.kill()
      return new Promise<void>(() => {})
    }
    let server = await inUse()
    for (const write of [1, 2, 3])
      for (const done of [false, true]) {
        server = await inUse({
          onRequest: (request) => (request.method === 'POST' ? at(false)() : undefined),
          onDone: (request) => (request.method === 'POST' ? at(true)() : undefined),
        })
        killAt = { write, done }
        const started = start(['upgrade', '--yes'], server)
        victim = started
        expect(await started.ended).toMatchObject({ exitCode: null })
        victim = undefined
        expect(await run(['upgrade', '--yes'], server)).toMatchObject({ exitCode: 0 })
        expect(actions(server)).toEqual(allMoved)
      }
  }, 120_000)

  test.each([1, 2])('ends right when a fifth of all requests go wrong (seed %i)', async (seed) => {
    const server = await inUse()
    server.faults.rate({ percent: 20, random: seededRandom(seed) })
    expect(await run(['upgrade', '--yes'], server)).toMatchObject({ exitCode: 0 })
    expect(actions(server)).toEqual(allMoved)
  })

  test('takes an answer that was lost for what it was: each process is saved once', async () => {
    const server = await inUse()
    server.faults.when((method, path) => method === 'POST' && path.endsWith('/actionsUpdate'), 'dropped-after', 9)
    expect(await run(['upgrade', '--yes'], server)).toMatchObject({ exitCode: 0 })
    expect([...server.defaultSpace.processes.values()].map(({ Version }) => Version)).toEqual([2, 2, 2, 2])
  })
})
