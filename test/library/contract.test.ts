import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { applyComposition } from '../../src/library/compose/apply-composition.js'
import { exampleSettings } from '../../src/library/compose/example-settings.js'
import { isPending } from '../../src/library/compose/plan-process.js'
import { readComposition } from '../../src/library/compose/read-composition.js'
import { settingsFrom } from '../../src/library/compose/settings.js'
import { applyImport } from '../../src/library/import/apply-import.js'
import { logoFile, uploadLogo, withoutLogo } from '../../src/library/import/logo.js'
import { planImport } from '../../src/library/import/plan-import.js'
import { serverTemplates } from '../../src/library/import/server-templates.js'
import { connectionFrom } from '../../src/library/server/connection.js'
import { Octopus } from '../../src/library/server/octopus.js'
import { openSpace, type Space } from '../../src/library/server/open-space.js'
import { SavedMeanwhile } from '../../src/library/server/saved-meanwhile.js'
import { ServerRefused } from '../../src/library/server/server-refused.js'
import { type StepTemplate, templateFiles } from '../../src/library/step-template.js'
import { moveActions } from '../../src/library/upgrade/move-actions.js'
import { batches, planUpgrade } from '../../src/library/upgrade/plan-upgrade.js'
import { readUsage } from '../../src/library/upgrade/read-usage.js'
import { mark } from '../../src/process/octopus-process.js'
import { OctopusServer } from '../../src/simulators/octopus-server/octopus-server.js'
import { root } from '../project/project-files.js'
import { parameter, scriptTemplate, stepUsing } from '../simulators/octopus-server/fixtures.js'
import { testKey } from '../simulators/octopus-server/running-server.js'

/**
 * What the commands rely on. With OCTOPUS_URL and OCTOPUS_API_KEY these are asked of a real server, in a space of their own that is
 * made and deleted; without, of the simulated one.
 */
const real = process.env['OCTOPUS_URL'] !== undefined

let octopus: Octopus
let space: Space

async function simulated(): Promise<{ url: string; close(): Promise<void> }> {
  const server = await OctopusServer.start()
  server.keys.add(testKey, 'administrator')
  return server
}

beforeAll(async () => {
  const server = real ? undefined : await simulated()
  octopus = new Octopus(
    connectionFrom({}, server ? { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: testKey } : process.env),
  )
  const me = await octopus.get<{ Id: string }>('users/me')
  const Name = `blue-green ${randomUUID().slice(0, 8)}`
  const json = { Name, SpaceManagersTeams: [], SpaceManagersTeamMembers: [me.Id] }
  const made = await octopus.write<{ Id: string }>({ method: 'POST', path: 'spaces', json })
  octopus = new Octopus({ ...octopus.connection, space: made.Id })
  space = await openSpace(octopus)
  return async () => {
    const path = `spaces/${made.Id}`
    await octopus.write({ method: 'PUT', path, json: { ...(await octopus.get<object>(path)), TaskQueueStopped: true } })
    await octopus.write({ method: 'DELETE', path })
    await octopus.close()
    await server?.close()
  }
})

const make = <T>(path: string, json: object) => octopus.write<T>({ method: 'POST', path: `${space.id}/${path}`, json })

async function project(Name: string): Promise<{ Id: string; path: string }> {
  const [group] = await octopus.all<{ Id: string }>(`${space.id}/projectgroups`)
  const [lifecycle] = await octopus.all<{ Id: string }>(`${space.id}/lifecycles`)
  const { Id } = await make<{ Id: string }>('projects', { Name, ProjectGroupId: group?.Id, LifecycleId: lifecycle?.Id })
  onTestFinished(() => void octopus.write({ method: 'DELETE', path: `${space.id}/projects/${Id}` }).catch(() => {}))
  return { Id, path: `${space.id}/projects/${Id}/deploymentprocesses` }
}

describe('the server', () => {
  test('begins a template at version 0, makes a new version with each PUT, keeps the old ones, and takes no name twice', async () => {
    const first = await make<StepTemplate>('actiontemplates', { ...scriptTemplate('Versions'), Version: 7 })
    expect(first.Version).toBe(0)
    const path = `${space.id}/actiontemplates/${first.Id}`
    const second = await octopus.write<StepTemplate>({ method: 'PUT', path, json: { ...first, Description: 'x' } })
    expect(second).toMatchObject({ Id: first.Id, Version: 1 })
    expect(await octopus.get<StepTemplate>(`${path}/versions/0`)).toMatchObject({ Version: 0 })
    await expect(make('actiontemplates', scriptTemplate('versions'))).rejects.toThrow(ServerRefused)
  })

  test('refuses a process that somebody has saved meanwhile', async () => {
    const { path } = await project('Conflict')
    const { Id } = await make<StepTemplate>('actiontemplates', scriptTemplate('Conflict'))
    type Process = { Version: number; Steps: object[] }
    const read = await octopus.get<Process>(path)
    const mine = { ...read, Steps: [stepUsing('Mine', Id, 0)] }
    await octopus.save('the process', path, { ...read, Steps: [stepUsing('Theirs', Id, 0)] }, () => false)
    await expect(octopus.save('the process', path, mine, () => false)).rejects.toThrow(SavedMeanwhile)
    expect(await octopus.get<Process>(path)).toMatchObject({ Steps: [{ Name: 'Theirs' }] })
  })

  test('stores our templates so that they are seen as unchanged afterwards, and their logo as there', async () => {
    const ours = templateFiles(root).map(({ template }) => template)
    const ids: string[] = []
    for (const planned of planImport(ours, await serverTemplates(octopus, space, ours)))
      ids.push((await applyImport(octopus, space, planned)).Id)
    const again = planImport(ours, await serverTemplates(octopus, space, ours))
    expect(again.map(({ state, ours }) => [ours.Name, state])).toEqual(ours.map(({ Name }) => [Name, 'unchanged']))
    const some = ids.slice(0, 2)
    expect(await withoutLogo(octopus, space, some)).toEqual(some)
    await uploadLogo(octopus, space, some[0] ?? '', logoFile(root))
    expect(await withoutLogo(octopus, space, some)).toEqual(some.slice(1))
  })

  test('tells where a template is used, and moves the action to a new version, defaults and empty values included', async () => {
    const { path } = await project('Usage')
    const first = await make<StepTemplate>('actiontemplates', scriptTemplate('Usage'))
    const read = await octopus.get<{ Version: number }>(path)
    await octopus.save('the process', path, { ...read, Steps: [stepUsing('A', first.Id, 0)] }, () => false)
    const Parameters = [
      ...first.Parameters,
      parameter('A.New', { DefaultValue: 'yes' }),
      parameter('A.Empty', { HelpText: 'May be left empty.' }),
    ]
    const second = await octopus.write<StepTemplate>({
      method: 'PUT',
      path: `${space.id}/actiontemplates/${first.Id}`,
      json: { ...first, Parameters },
    })
    const plan = planUpgrade(await readUsage(octopus, space, [second]), {})
    expect(plan).toMatchObject([
      { usage: { ProjectName: 'Usage', StepName: 'A', Version: '0' }, values: { 'A.Empty': '' }, missing: [] },
    ])
    for (const batch of batches(plan))
      expect(await moveActions(octopus, space, batch)).toMatchObject([{ outcome: 'moved' }])
    expect(planUpgrade(await readUsage(octopus, space, [second]), {})).toEqual([])
    const moved = await octopus.get<{ Steps: { Actions: { Properties: object }[] }[] }>(path)
    expect(moved.Steps[0]?.Actions[0]?.Properties).toMatchObject({
      'A.New': 'yes',
      'Octopus.Action.Template.Version': '1',
    })
  })

  test.each([undefined, 'Blue-green'])(
    'stores a composed process and its variables (library variable set: %s) so that nothing is to be done afterwards',
    async (set) => {
      const ours = templateFiles(root).map(({ template }) => template)
      for (const planned of planImport(ours, await serverTemplates(octopus, space, ours)))
        if (planned.state === 'new') await applyImport(octopus, space, planned)
      const { Id, path } = await project(`Composed ${set}`)
      const more = set === undefined ? '' : `library-variable-set: ${set}\n`
      const content = exampleSettings.replace('project: My Shop', `project: ${Id}`) + more
      const settings = await settingsFrom(content, 'blue-green.yaml')
      await applyComposition(octopus, space, await readComposition(octopus, space, settings, {}))
      const { plan, places, lacksSet } = await readComposition(octopus, space, settings, {})
      expect([...plan.parts, ...places.flatMap((place) => place.plan.planned)].filter(isPending)).toEqual([])
      expect(lacksSet).toBe(false)
      type Held = { Steps: { Actions: { Properties: Record<string, string>; Packages: object[] }[] }[] }
      const deploy = (await octopus.get<Held>(path)).Steps[0]?.Actions[2]
      expect(deploy?.Properties).toMatchObject({ [mark]: 'Deploy to Slot', 'BG.Ports': '#{BlueGreen.Ports}' })
      expect(deploy?.Packages).toMatchObject([{ Name: 'BG.Package', PackageId: 'MyShop' }])
    },
  )
})
