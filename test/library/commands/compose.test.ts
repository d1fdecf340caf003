import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { toCreate } from '../../../src/library/import/to-send.js'
import { templateFiles } from '../../../src/library/step-template.js'
import { seededRandom } from '../../../src/simulators/iis/seeded-random.js'
import { createTemplate } from '../../../src/simulators/octopus-server/action-template.js'
import type { OctopusServer, OctopusServerOptions } from '../../../src/simulators/octopus-server/octopus-server.js'
import type { Process } from '../../../src/simulators/octopus-server/process.js'
import { temporaryFolder } from '../../machine/temporary-folder.js'
import { root } from '../../project/project-files.js'
import { gitProject } from '../../simulators/octopus-server/fixtures.js'
import { ask, runningServer } from '../../simulators/octopus-server/running-server.js'
import { run, type Started, start } from './command-line.js'

const templates = templateFiles(root)

const settings = {
  project: 'Shop',
  'target-role': 'web',
  window: '1',
  package: 'MyShop',
  application: 'MyShop',
  root: 'D:\\BlueGreen',
  ports: '18081,18082',
  router: 'arr-rewrite',
  'front-door': 'https://www.example.com/health',
  'front-bindings': 'https/*:443:www.example.com',
  'warm-up-urls': '/',
}
type Changes = Readonly<Record<string, string | undefined>>
const yaml = (changes: Changes = {}) =>
  Object.entries({ ...settings, ...changes })
    .map(([key, value]) => (value === undefined ? '' : `${key}: ${JSON.stringify(value)}\n`))
    .join('')

const fileWith = async (changes: Changes = {}) => {
  const file = path.join(await temporaryFolder(), 'blue-green.yaml')
  await writeFile(file, yaml(changes))
  return file
}

/** A server with the project "Shop", a machine, and all templates in the library. */
async function serverWithShop(options: OctopusServerOptions = {}, project: object = { Name: 'Shop' }) {
  const server = await runningServer(options)
  for (const { template } of templates) createTemplate(server.store, server.defaultSpace, toCreate(template))
  await ask(server, 'POST', 'Spaces-1/projects', project)
  await ask(server, 'POST', 'Spaces-1/machines', { Name: 'web-1', Roles: ['web'] })
  server.log.clear()
  return server
}

const processOf = ({ defaultSpace }: OctopusServer, key = 'deploymentprocess-Projects-1') =>
  defaultSpace.processes.get(key) as Process
/** What people see of the server: without the ids that it makes up, and how often something was saved. */
const state = ({ defaultSpace }: OctopusServer) => {
  const made = /^[0-9a-f]{8}-[0-9a-f-]{27}$/
  const seen = {
    processes: [...defaultSpace.processes.values()].map(({ Steps }) => Steps),
    variables: [...defaultSpace.variableSets.values()].map(({ Id, Variables }) => ({ Id, Variables })),
    sets: [...defaultSpace.documents.LibraryVariableSets.values()].map(({ Name }) => Name),
    includes: [...defaultSpace.documents.Projects.values()].map((one) => one['IncludedLibraryVariableSetIds']),
  }
  const withoutIds = (name: string, value: unknown) => (name === 'Id' && made.test(String(value)) ? undefined : value)
  return JSON.parse(JSON.stringify(seen, withoutIds)) as object
}

const put = 'Spaces-1/projects/Projects-1/deploymentprocesses'
const foreign = (Name: string) => ({ Name, ActionType: 'Octopus.Script', Packages: [], Properties: {} })
const foreignStep = (Name: string) => ({ Name, Condition: 'Success', Properties: {}, Actions: [foreign(Name)] })

describe('compose', () => {
  test('makes process and variables of an empty project; the second time there is nothing to do, and no write is sent', async () => {
    const server = await serverWithShop()
    const file = await fileWith()
    const first = await run(['compose', file, '--yes'], server)
    expect(first).toMatchObject({ exitCode: 0, stderr: '' })
    expect(processOf(server).Steps.map(({ Name, Actions }) => [Name, ...Actions.map((each) => each.Name)])).toEqual([
      ['Blue-green', 'Prepare Router', 'Calculate Port', 'Deploy to Slot', 'Warm Up', 'Switch'],
      ['Delete Previous', 'Delete Previous'],
    ])
    expect(processOf(server).Steps[0]?.Actions[2]).toMatchObject({
      Properties: { 'BG.Package': '{"PackageId":"MyShop","FeedId":"Feeds-1"}', 'BG.Root': '#{BlueGreen.Root}' },
      Packages: [{ Name: 'BG.Package', PackageId: 'MyShop', FeedId: 'Feeds-1' }],
    })
    const variables = server.defaultSpace.variableSets.get('variableset-Projects-1')?.Variables
    expect(variables?.map(({ Name, Value }) => [Name, Value])).toContainEqual(['BlueGreen.Root', 'D:\\BlueGreen'])
    expect(server.log.writes).toHaveLength(2)
    server.log.clear()
    const second = await run(['compose', file, '--yes'], server)
    expect(second).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') })
    expect(server.log.writes).toEqual([])
  })

  test('shows with --dry-run what it would do, ends with 3, and sends nothing that changes', async () => {
    const server = await serverWithShop()
    await run(['compose', await fileWith(), '--yes'], server)
    server.log.clear()
    const file = await fileWith({ window: '2', ports: '1,2', 'front-bindings': undefined, adopt: 'Old Site' })
    const { exitCode, stdout } = await run(['compose', file, '--dry-run'], server)
    expect(exitCode).toBe(3)
    expect(stdout).toMatch(/Blue-green +changed +window "1" -> "2"/)
    expect(stdout).toMatch(/BlueGreen\.Ports +changed +18081,18082 -> 1,2/)
    expect(stdout).toMatch(/BlueGreen\.FrontBindings +removed/)
    expect(stdout).toMatch(/BlueGreen\.Adopt +new +Old Site/)
    const json = await run(['compose', file, '--dry-run', '--json'], server)
    expect(JSON.parse(json.stdout)).toMatchObject({
      exitCode: 3,
      project: { id: 'Projects-1' },
      steps: expect.arrayContaining([
        { kind: 'step', name: 'Blue-green', state: 'changed', differences: ['window "1" -> "2"'], kept: [] },
      ]),
    })
    expect(server.log.writes).toEqual([])
  })

  test('changes what the settings change, and leaves alone what people made or set, and says so', async () => {
    const server = await serverWithShop()
    await ask(server, 'PUT', put, { Version: 0, Steps: [foreignStep('Migrate database'), foreignStep('Mail')] })
    await ask(server, 'PUT', 'Spaces-1/projects/Projects-1/variables', {
      Version: 0,
      Variables: [{ Name: 'Connection', Value: 'secret', IsSensitive: true }],
    })
    await run(['compose', await fileWith(), '--yes'], server)
    const [migrate, mail, rolling, last] = processOf(server).Steps
    const [prepare, ...others] = rolling?.Actions ?? []
    const tuned = { ...prepare, Properties: { ...prepare?.Properties, 'BG.Timeout': '30m' } }
    await ask(server, 'PUT', put, {
      Version: processOf(server).Version,
      Steps: [migrate, { ...rolling, Actions: [tuned, foreign('Look'), ...others] }, mail, last],
    })
    const { exitCode, stdout } = await run(
      [
        'compose',
        await fileWith({
          router: 'nginx-flag',
          'front-bindings': undefined,
          'nginx-conf': 'C:\\n.conf',
          'nginx-listen': '80',
        }),
        '--yes',
      ],
      server,
    )
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/Migrate database +not ours, stays/)
    expect(stdout).toMatch(/ {2}Look +not ours, stays/)
    expect(stdout).toMatch(
      /Prepare Router +changed +BG\.Router "arr-rewrite" -> "nginx-flag"; stays as people have set it: BG\.Timeout "30m"/,
    )
    expect(stdout).toMatch(/Switch +changed +template -> "Blue-Green - Switch NGINX", version 0; script/)
    expect(stdout).toContain('Not ours, stay: Connection')
    expect(processOf(server).Steps.map(({ Name }) => Name)).toEqual([
      'Migrate database',
      'Blue-green',
      'Mail',
      'Delete Previous',
    ])
    const children = processOf(server).Steps[1]?.Actions
    expect(children?.map(({ Name }) => Name)).toEqual([
      'Prepare Router',
      'Look',
      'Calculate Port',
      'Deploy to Slot',
      'Warm Up',
      'Switch',
    ])
    expect(children?.[0]).toMatchObject({
      Id: prepare?.Id,
      Properties: { 'BG.Timeout': '30m', 'BG.Router': 'nginx-flag' },
    })
    const variables = server.defaultSpace.variableSets.get('variableset-Projects-1')?.Variables ?? []
    expect(variables.find(({ Name }) => Name === 'Connection')?.Value).toBe('secret')
    expect(variables.map(({ Name }) => Name)).not.toContain('BlueGreen.FrontBindings')
  })

  test('changes nothing when others have its names, and ends with 4; --take-over takes what uses the templates', async () => {
    const server = await serverWithShop()
    const file = await fileWith()
    await run(['compose', file, '--yes'], server)
    const byHand = JSON.parse(
      JSON.stringify(processOf(server).Steps).replaceAll('"OctopusBlueGreen.Action":', '"Some.Other":'),
    ) as object
    await ask(server, 'PUT', put, { Version: 1, Steps: byHand })
    server.log.clear()
    const refused = await run(['compose', file, '--yes'], server)
    expect(refused.exitCode).toBe(4)
    expect(refused.stdout).toContain('"Delete Previous", "Prepare Router"')
    expect(refused.stdout).toContain('Nothing was changed.')
    expect(server.log.writes).toEqual([])
    expect(await run(['compose', file, '--yes', '--take-over'], server)).toMatchObject({ exitCode: 0 })
    expect(await run(['compose', file, '--yes'], server)).toMatchObject({
      stdout: expect.stringContaining('Nothing to do'),
    })
    expect(processOf(server).Steps.flatMap(({ Actions }) => Actions)).toHaveLength(6)
  })

  test('says which variables of others are in the way, does the rest, and ends with 4', async () => {
    const server = await serverWithShop()
    await ask(server, 'PUT', 'Spaces-1/projects/Projects-1/variables', {
      Version: 0,
      Variables: [{ Name: 'BlueGreen.Ports', Value: '8,9' }],
    })
    const file = await fileWith()
    const { exitCode, stdout } = await run(['compose', file, '--yes'], server)
    expect(exitCode).toBe(4)
    expect(stdout).toContain('Left alone, and in the way: BlueGreen.Ports.')
    expect(processOf(server).Steps).toHaveLength(2)
    expect(await run(['compose', file, '--yes'], server)).toMatchObject({
      exitCode: 4,
      stdout: expect.stringContaining('Nothing to do'),
    })
    const kept = server.defaultSpace.variableSets
      .get('variableset-Projects-1')
      ?.Variables.filter(({ Name }) => Name === 'BlueGreen.Ports')
    expect(kept).toMatchObject([{ Value: '8,9' }])
  })

  test('keeps the variables in a library variable set when told to, and takes them out of the project', async () => {
    const server = await serverWithShop()
    await run(['compose', await fileWith(), '--yes'], server)
    const file = await fileWith({ 'library-variable-set': 'Blue-green' })
    const dry = await run(['compose', file, '--dry-run'], server)
    expect(dry.stdout).toContain('The library variable set "Blue-green", which is new:')
    expect(dry.stdout).toContain('The project will include the library variable set "Blue-green".')
    expect(await run(['compose', file, '--yes'], server)).toMatchObject({ exitCode: 0 })
    expect(state(server)).toMatchObject({ sets: ['Blue-green'], includes: [['LibraryVariableSets-1']] })
    const valuesOf = (id: string) => server.defaultSpace.variableSets.get(id)?.Variables.map(({ Name }) => Name)
    expect(valuesOf('variableset-LibraryVariableSets-1')).toContain('BlueGreen.Ports')
    expect(valuesOf('variableset-Projects-1')).toEqual([])
    server.log.clear()
    expect(await run(['compose', file, '--yes'], server)).toMatchObject({ exitCode: 0 })
    expect(server.log.writes).toEqual([])
    await ask(server, 'PUT', 'Spaces-1/projects/Projects-1/variables', {
      Version: 2,
      Variables: [{ Name: 'BlueGreen.Ports', Value: '8,9' }],
    })
    expect(await run(['compose', file, '--yes'], server)).toMatchObject({
      exitCode: 4,
      stdout: expect.stringContaining('which wins over the set'),
    })
  })

  test('commits to a branch of a project under version control', async () => {
    const server = await serverWithShop({}, gitProject('Shop'))
    const file = await fileWith()
    expect(await run(['compose', file, '--yes', '--branch', 'next'], server)).toMatchObject({ exitCode: 0 })
    expect(processOf(server, 'deploymentprocess-Projects-1@next').Steps).toHaveLength(2)
    expect(processOf(server, 'deploymentprocess-Projects-1@main').Steps).toHaveLength(0)
    const again = await run(['compose', file, '--yes', '--branch', 'next'], server)
    expect(again.stdout).toContain('Nothing to do')
    expect(await run(['compose', file, '--yes'], server)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('branch main'),
    })
  })

  test('says what it cannot do yet with variables in Git, and changes nothing; a library variable set does', async () => {
    const { PersistenceSettings } = gitProject('Shop')
    const inGit = {
      Name: 'Shop',
      PersistenceSettings: { ...PersistenceSettings, ConversionState: { VariablesAreInGit: true } },
    }
    const server = await serverWithShop({}, inGit)
    const refused = await run(['compose', await fileWith(), '--yes'], server)
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('"library-variable-set: Blue-green"'),
    })
    expect(server.log.writes).toEqual([])
    const file = await fileWith({ 'library-variable-set': 'Blue-green' })
    expect(await run(['compose', file, '--yes'], server)).toMatchObject({ exitCode: 0 })
    expect(state(server)).toMatchObject({ sets: ['Blue-green'], includes: [['LibraryVariableSets-1']] })
  })

  test('uses the feed that is named, and tells a name that there is not', async () => {
    const server = await serverWithShop()
    await ask(server, 'POST', 'Spaces-1/feeds', { Name: 'Nightly', FeedType: 'NuGet' })
    await run(['compose', await fileWith({ feed: 'nightly' }), '--yes'], server)
    expect(JSON.stringify(processOf(server).Steps)).toContain('\\"FeedId\\":\\"Feeds-2\\"')
    const tries: [Changes, string][] = [
      [{ feed: 'Nightl' }, 'There is no feed "Nightl". Nothing was changed. Did you mean "Nightly"?'],
      [{ project: 'Shopp' }, 'There is no project "Shopp". Nothing was changed. Did you mean "Shop"?'],
    ]
    for (const [changes, told] of tries)
      expect(await run(['compose', await fileWith(changes), '--yes'], server)).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining(told),
      })
    expect(await run(['compose', await fileWith({ 'target-role': 'wep' }), '--dry-run'], server)).toMatchObject({
      exitCode: 3,
      stdout: expect.stringContaining('No machine of the space has the role "wep" yet. Did you mean "web"?'),
    })
  })

  test('says when a template in the library is older than ours, or was changed by people', async () => {
    const server = await serverWithShop()
    for (const versions of server.defaultSpace.templates.values()) {
      const [only] = versions
      if (only?.Name === 'Blue-Green - Warm Up') versions[0] = { ...only, Description: 'Ask Bob first.' }
    }
    const { stdout } = await run(['compose', await fileWith(), '--dry-run'], server)
    expect(stdout).toContain('"Blue-Green - Warm Up" is used as somebody has changed it in the library.')
    const old = await runningServer()
    await ask(old, 'POST', 'Spaces-1/projects', { Name: 'Shop' })
    for (const { template } of templates)
      createTemplate(old.store, old.defaultSpace, toCreate({ ...template, Parameters: template.Parameters.slice(1) }))
    expect((await run(['compose', await fileWith(), '--dry-run'], old)).stdout).toContain(
      '"Blue-Green - Warm Up" in the library is older than this version brings: "import" first.',
    )
  })

  test('says what is not in the library, before anything is changed', async () => {
    const server = await runningServer()
    await ask(server, 'POST', 'Spaces-1/projects', { Name: 'Shop' })
    server.log.clear()
    const { exitCode, stderr } = await run(['compose', await fileWith(), '--yes'], server)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(
      /does not have "Blue-Green - Prepare Router", .*"Blue-Green - Delete Previous"\. Nothing was changed\. Run "import" first/,
    )
    expect(server.log.writes).toEqual([])
  })

  test('refuses bad settings before it asks the server anything', async () => {
    const server = await serverWithShop()
    const file = await fileWith({ ports: 'x', root: 'y', metrics: 'prometheus' })
    const { exitCode, stderr } = await run(['compose', file, '--yes'], server)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/line 6: root[\s\S]*line 7: ports[\s\S]*line 12: metrics is not there yet/)
    expect(await run(['compose', `${file}x`, '--yes'], server)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('"compose --init" writes an example'),
    })
    expect(await run(['compose', await fileWith()], server)).toMatchObject({ exitCode: 2 })
    expect(server.log.all).toEqual([])
  })

  test('writes an example with --init, over no file that is there', async () => {
    const file = path.join(await temporaryFolder(), 'new.yaml')
    expect(await run(['compose', file, '--init'], {})).toMatchObject({ exitCode: 0 })
    const written = readFileSync(file, 'utf8')
    expect(written).toContain('front-door: https://')
    expect(await run(['compose', file, '--init'], {})).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('is there already'),
    })
    expect(readFileSync(file, 'utf8')).toBe(written)
  })
})

describe('compose, whatever happens to it', () => {
  const withSet = { 'library-variable-set': 'Blue-green' }

  test('plans anew when somebody saves process or variables between its look and its writing', async () => {
    for (const at of ['deploymentprocesses', 'variables']) {
      let someone: (() => Promise<unknown>) | undefined
      const server = await serverWithShop({
        onRequest: async ({ method, path: asked }) => {
          if (method !== 'PUT' || !asked.endsWith(at) || !someone) return
          const once = someone
          someone = undefined
          await once()
        },
      })
      someone = () =>
        at === 'variables'
          ? ask(server, 'PUT', 'Spaces-1/projects/Projects-1/variables', {
              Version: 0,
              Variables: [{ Name: 'Theirs', Value: '1' }],
            })
          : ask(server, 'PUT', put, { Version: 0, Steps: [foreignStep('Theirs')] })
      expect(await run(['compose', await fileWith(), '--yes'], server), at).toMatchObject({ exitCode: 0 })
      expect(processOf(server).Steps.map(({ Name }) => Name)).toEqual([
        ...(at === 'variables' ? [] : ['Theirs']),
        'Blue-green',
        'Delete Previous',
      ])
      const names = server.defaultSpace.variableSets.get('variableset-Projects-1')?.Variables.map(({ Name }) => Name)
      expect(names?.includes('Theirs')).toBe(at === 'variables')
      expect(names).toContain('BlueGreen.Ports')
    }
  })

  /** Kills the command at every request, before it takes effect or after, runs it again, and compares what came of it. */
  test('ends in the same state when it is killed at any request and run again', async () => {
    const never = new Promise<void>(() => {})
    /** The request, counted from 1, at which the command is killed; before it takes effect, or after. */
    let kill: { at: number; done: boolean; command: Started } | undefined
    let requests = 0
    const held = (done: boolean) => () => {
      if (!done) requests++
      if (kill?.at !== requests || kill.done !== done) return undefined
      kill.command.kill()
      return never
    }
    // The variables move from the project into a set that is new: every kind of write there is.
    const before = await fileWith({ 'front-bindings': undefined, adopt: 'Old Site', window: '3' })
    const file = await fileWith(withSet)
    const earlier = await serverWithShop()
    expect(await run(['compose', before, '--yes'], earlier)).toMatchObject({ exitCode: 0 })
    const { Variables } = earlier.defaultSpace.variableSets.get('variableset-Projects-1') ?? {}
    const fresh = async () => {
      const server = await serverWithShop({ onRequest: held(false), onDone: held(true) })
      await ask(server, 'PUT', put, { Version: 0, Steps: processOf(earlier).Steps })
      await ask(server, 'PUT', 'Spaces-1/projects/Projects-1/variables', { Version: 0, Variables })
      server.log.clear()
      requests = 0
      return server
    }
    const straight = await fresh()
    expect(await run(['compose', file, '--yes'], straight)).toMatchObject({ exitCode: 0 })
    const wanted = state(straight)
    expect(straight.log.writes.map(({ method, path: asked }) => `${method} ${asked.split('/').at(-1)}`)).toEqual([
      'POST libraryvariablesets',
      'PUT variableset-LibraryVariableSets-1',
      'PUT Projects-1',
      'PUT deploymentprocesses',
      'PUT variables',
    ])
    // Reads are all alike: the one before the first write stands for them.
    const writes = straight.log.all.flatMap(({ method }, index) => (method === 'GET' ? [] : [index + 1]))
    const points = [(writes[0] ?? 0) - 1, ...writes]
    for (const at of points)
      for (const done of [false, true]) {
        const server = await fresh()
        const command = start(['compose', file, '--yes'], server)
        kill = { at, done, command }
        expect(await command.ended).toMatchObject({ exitCode: null })
        kill = undefined
        expect(await run(['compose', file, '--yes'], server)).toMatchObject({ exitCode: 0 })
        expect({ at, done, state: state(server) }).toEqual({ at, done, state: wanted })
      }
  }, 240_000)

  test.each([1, 2, 3, 4, 5])(
    'ends right, with nothing there twice, when a fifth of all requests go wrong (seed %i)',
    async (seed) => {
      const straight = await serverWithShop()
      const server = await serverWithShop()
      const file = await fileWith(withSet)
      await run(['compose', file, '--yes'], straight)
      server.faults.rate({ percent: 20, random: seededRandom(seed) })
      expect(await run(['compose', file, '--yes'], server)).toMatchObject({ exitCode: 0 })
      expect(server.log.all.some(({ fault }) => fault !== undefined)).toBe(true)
      server.faults.none()
      expect(state(server)).toEqual(state(straight))
      server.log.clear()
      expect(await run(['compose', file, '--yes'], server)).toMatchObject({ exitCode: 0 })
      expect(server.log.writes).toEqual([])
    },
  )

  test('makes nothing twice when the answer to each of its writes is lost', async () => {
    const straight = await serverWithShop()
    const server = await serverWithShop()
    const file = await fileWith(withSet)
    await run(['compose', file, '--yes'], straight)
    server.faults.when((method) => method !== 'GET', 'dropped-after', 4)
    expect(await run(['compose', file, '--yes'], server)).toMatchObject({ exitCode: 0 })
    expect(server.log.writes.map(({ fault }) => fault)).toEqual(Array(4).fill('dropped-after'))
    expect(state(server)).toEqual(state(straight))
  })

  test('names the permission that is missing, and ends right when it is there', async () => {
    const server = await serverWithShop()
    const views = [
      'ActionTemplateView',
      'ProjectView',
      'ProcessView',
      'VariableView',
      'FeedView',
      'LibraryVariableSetView',
    ]
    server.keys.add('API-READER', 'reader', [...views, 'VariableEdit'])
    const file = await fileWith()
    const { exitCode, stderr } = await run(['compose', file, '--yes'], {
      url: server.url,
      environment: { OCTOPUS_API_KEY: 'API-READER' },
    })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('lacks the permission ProcessEdit')
    expect(await run(['compose', file, '--yes'], server)).toMatchObject({ exitCode: 0 })
    expect(processOf(server).Steps).toHaveLength(2)
  })
})
