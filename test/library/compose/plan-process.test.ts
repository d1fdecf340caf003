import { describe, expect, test } from 'vitest'
import { inOrder, isReordered } from '../../../src/library/compose/in-order.js'
import { isPending, planProcess } from '../../../src/library/compose/plan-process.js'
import type { ActionResource, StepResource } from '../../../src/library/compose/process.js'
import { type LibraryTemplate, mark, type OctopusStep, octopusProcess } from '../../../src/process/octopus-process.js'

const body = 'Octopus.Action.Script.ScriptBody'

const template = (step: string, version = 0, more: Partial<LibraryTemplate> = {}): LibraryTemplate => ({
  Id: `ActionTemplates-${step}`,
  Name: `Blue-Green - ${step}`,
  ActionType: 'Octopus.Script',
  Version: version,
  Properties: { [body]: `${step} ${version}`, 'Octopus.Action.RunOnServer': 'false' },
  Parameters: [
    { Name: 'BG.Limit', DefaultValue: '5m' },
    { Name: 'BG.Optional', DefaultValue: null },
    { Name: 'BG.Package', DefaultValue: null },
  ],
  Packages:
    step === 'deploy'
      ? [{ Name: 'BG.Package', AcquisitionLocation: 'Server', Properties: { PackageParameterName: 'BG.Package' } }]
      : [],
  ...more,
})

const chain = [
  {
    name: 'Rolling',
    machines: 'rolling',
    condition: 'Success',
    actions: [
      { name: 'Port', step: 'port', parameters: { 'BG.Optional': 'decided' } },
      { name: 'Deploy', step: 'deploy', parameters: {} },
      { name: 'Switch', step: 'switch', parameters: {} },
    ],
  },
  {
    name: 'Delete',
    machines: 'all',
    condition: 'Success',
    actions: [{ name: 'Delete', step: 'delete', parameters: {} }],
  },
] as const

const wantedWith = (templates: Readonly<Record<string, LibraryTemplate>> = {}, window = '1'): OctopusStep[] =>
  octopusProcess(chain, {
    templates: new Map(['port', 'deploy', 'switch', 'delete'].map((step) => [step, templates[step] ?? template(step)])),
    role: 'web',
    window,
    package: { id: 'MyApp', feedId: 'Feeds-1' },
  })
const wanted = wantedWith()

let nextId = 0
/** As a server stores it: with ids. */
const stored = (steps: readonly StepResource[]): StepResource[] =>
  steps.map((step) => ({
    ...step,
    Id: step.Id ?? `s${nextId++}`,
    Actions: step.Actions.map((action) => ({ ...action, Id: action.Id ?? `a${nextId++}` })),
  }))

const fresh = () => stored(planProcess([], wanted).steps)
const namesOf = (steps: readonly StepResource[]) =>
  steps.map((step) => [step.Name, ...step.Actions.map(({ Name }) => Name)])
const foreignAction = (Name: string): ActionResource => ({
  Id: Name,
  Name,
  ActionType: 'Octopus.Script',
  Properties: {},
})
const foreignStep = (Name: string): StepResource => ({
  Id: Name,
  Name,
  Condition: 'Success',
  Properties: {},
  Actions: [foreignAction(Name)],
})
const pending = (steps: readonly StepResource[], chainNow = wanted) =>
  planProcess(steps, chainNow).parts.filter(isPending)
/** The process with one action changed. */
const changing = (steps: readonly StepResource[], name: string, change: (action: ActionResource) => ActionResource) =>
  steps.map((step) => ({ ...step, Actions: step.Actions.map((each) => (each.Name === name ? change(each) : each)) }))

describe('a new process', () => {
  test('has the rolling step with its children, and the step after it', () => {
    const { steps, parts } = planProcess([], wanted)
    expect(namesOf(steps)).toEqual([
      ['Rolling', 'Port', 'Deploy', 'Switch'],
      ['Delete', 'Delete'],
    ])
    expect(steps[0]?.Properties).toEqual({ 'Octopus.Action.TargetRoles': 'web', 'Octopus.Action.MaxParallelism': '1' })
    expect(steps[1]?.Properties).toEqual({ 'Octopus.Action.TargetRoles': 'web' })
    expect(parts.every(({ state }) => state === 'new')).toBe(true)
  })

  test('copies what the server would not pass on: script, defaults, packages', () => {
    const [rolling] = planProcess([], wanted).steps
    expect(rolling?.Actions[0]?.Properties).toEqual({
      [mark]: 'Port',
      'Octopus.Action.Template.Id': 'ActionTemplates-port',
      'Octopus.Action.Template.Version': '0',
      'Octopus.Action.RunOnServer': 'false',
      [body]: 'port 0',
      'BG.Limit': '5m',
      'BG.Optional': 'decided',
    })
    expect(rolling?.Actions[1]).toMatchObject({
      Properties: { 'BG.Package': '{"PackageId":"MyApp","FeedId":"Feeds-1"}' },
      Packages: [{ Name: 'BG.Package', PackageId: 'MyApp', FeedId: 'Feeds-1', AcquisitionLocation: 'Server' }],
    })
  })

  test('comes after the steps that are there, which stay as they are', () => {
    const theirs = [foreignStep('Migrate'), foreignStep('Notify')]
    const { steps, parts } = planProcess(theirs, wanted)
    expect(steps.slice(0, 2)).toEqual(theirs)
    expect(steps[0]).toBe(theirs[0])
    expect(parts.map(({ name, state }) => `${name} ${state}`).slice(0, 3)).toEqual([
      'Migrate not ours',
      'Notify not ours',
      'Rolling new',
    ])
  })
})

describe('a process that is there', () => {
  test('is left alone when it is as it should be, also with line ends of Windows', () => {
    expect(pending(fresh())).toEqual([])
    const lines = wantedWith({ port: template('port', 0, { Properties: { [body]: 'one\ntwo' } }) })
    const windows = changing(stored(planProcess([], lines).steps), 'Port', (action) => ({
      ...action,
      Properties: { ...action.Properties, [body]: 'one\r\ntwo' },
    }))
    expect(pending(windows, lines)).toEqual([])
  })

  test('keeps ids, the parameters that people have set, other properties, and says what they are', () => {
    const newer = wantedWith({ port: template('port', 3) })
    const theirs = changing(fresh(), 'Port', (action) => ({
      ...action,
      IsDisabled: true,
      Environments: ['Environments-1'],
      Properties: { ...action.Properties, 'BG.Limit': '10m', 'Octopus.Action.ExecutionTimeout.Minutes': '9' },
    }))
    const { steps, parts } = planProcess(theirs, newer)
    const action = steps[0]?.Actions[0]
    expect(action).toMatchObject({ Id: theirs[0]?.Actions[0]?.Id, IsDisabled: true, Environments: ['Environments-1'] })
    expect(action?.Properties).toMatchObject({
      'BG.Limit': '10m',
      'Octopus.Action.ExecutionTimeout.Minutes': '9',
      'Octopus.Action.Template.Version': '3',
      [body]: 'port 3',
    })
    expect(parts.find(({ name }) => name === 'Port')).toMatchObject({
      state: 'changed',
      differences: ['template version 0 -> 3', 'script'],
      kept: ['BG.Limit "10m"', 'disabled', 'its own Environments'],
    })
  })

  test('gets the parameters that a newer template has, and loses those that it no longer has', () => {
    const Parameters = [
      { Name: 'BG.New', DefaultValue: 'x' },
      { Name: 'BG.Optional', DefaultValue: null },
    ]
    const newer = wantedWith({ port: template('port', 1, { Parameters }) })
    const { steps, parts } = planProcess(fresh(), newer)
    const { Properties } = steps[0]?.Actions[0] ?? {}
    expect(Properties).toMatchObject({ 'BG.New': 'x' })
    expect(Properties).not.toHaveProperty(['BG.Limit'])
    expect(parts[1]?.differences).toEqual(['template version 0 -> 1', 'script', '+BG.New "x"', '-BG.Limit'])
    expect(pending(stored(steps), newer)).toEqual([])
  })

  test('another window, role, condition, start or name of a step is set back', () => {
    const [rolling, last] = fresh() as [StepResource, StepResource]
    const theirs = [
      {
        ...rolling,
        Name: 'Mine',
        Properties: { 'Octopus.Action.TargetRoles': 'db', 'Octopus.Action.MaxParallelism': '5', Other: 'stays' },
      },
      { ...last, Condition: 'Always', StartTrigger: 'StartWithPrevious' },
    ]
    const { steps, parts } = planProcess(theirs, wanted)
    expect(steps[0]).toMatchObject({
      Name: 'Rolling',
      Properties: { 'Octopus.Action.MaxParallelism': '1', Other: 'stays' },
    })
    expect(steps[1]).toMatchObject({ Condition: 'Success', StartTrigger: 'StartAfterPrevious' })
    expect(parts.filter(isPending).map(({ differences }) => differences)).toEqual([
      ['name "Mine" -> "Rolling"', 'target role "db" -> "web"', 'window "5" -> "1"'],
      ['condition "Always" -> "Success"', 'start "StartWithPrevious" -> "StartAfterPrevious"'],
    ])
  })

  test('finds an action that was renamed, and names it as later steps call it', () => {
    const theirs = changing(fresh(), 'Port', (action) => ({ ...action, Name: 'Choose a port' }))
    const { steps, parts } = planProcess(theirs, wanted)
    expect(namesOf(steps)).toEqual(namesOf(fresh()))
    expect(parts[1]?.differences).toEqual(['name "Choose a port" -> "Port"'])
  })

  test('puts back what is missing, in another order or in another step; what people have put between stays there', () => {
    const [rolling, last] = fresh() as [StepResource, StepResource]
    const [port, deploy, switching] = rolling.Actions as [ActionResource, ActionResource, ActionResource]
    const notify = foreignAction('Notify')
    const cases: [string, StepResource[], unknown, string][] = [
      [
        'missing',
        [{ ...rolling, Actions: [port, notify, switching] }, last],
        ['Rolling', 'Port', 'Deploy', 'Notify', 'Switch'],
        'Deploy new',
      ],
      [
        'order',
        [{ ...rolling, Actions: [switching, notify, port, deploy] }, last],
        ['Rolling', 'Port', 'Notify', 'Deploy', 'Switch'],
        'Rolling changed',
      ],
      [
        'elsewhere',
        [{ ...rolling, Actions: [port, deploy] }, { ...foreignStep('X'), Actions: [notify, switching] }, last],
        ['Rolling', 'Port', 'Deploy', 'Switch'],
        'Switch changed',
      ],
      [
        'a step of its own',
        [{ ...rolling, Actions: [port, deploy] }, { ...foreignStep('X'), Actions: [switching] }, last],
        ['Rolling', 'Port', 'Deploy', 'Switch'],
        'Switch changed',
      ],
    ]
    for (const [what, theirs, names, told] of cases) {
      const { steps, parts } = planProcess(theirs, wanted)
      expect(namesOf(steps)[0], what).toEqual(names)
      expect(
        parts.map(({ name, state }) => `${name} ${state}`),
        what,
      ).toContain(told)
      expect(
        steps.flatMap(({ Actions }) => Actions).filter(({ Name }) => Name === 'Notify'),
        what,
      ).toEqual(what === 'a step of its own' ? [] : [notify])
      expect(pending(stored(steps)), what).toEqual([])
    }
    const { steps, parts } = planProcess([last, foreignStep('X'), rolling], wanted)
    expect(steps.map(({ Name }) => Name)).toEqual(['Rolling', 'X', 'Delete'])
    expect(parts[0]).toMatchObject({ state: 'changed', differences: ['order of the steps'] })
  })

  test('a copy that somebody made of an action is theirs', () => {
    const theirs = fresh()
    const port = theirs[0]?.Actions[0] as ActionResource
    const copy = { ...port, Id: 'copy', Name: 'Port - Copy' }
    const [rolling, last] = theirs as [StepResource, StepResource]
    const { steps, parts } = planProcess([{ ...rolling, Actions: [copy, ...rolling.Actions] }, last], wanted)
    expect(steps[0]?.Actions[0]).toBe(copy)
    expect(parts.filter(isPending)).toEqual([])
    expect(parts).toContainEqual(expect.objectContaining({ name: 'Port - Copy', state: 'not ours' }))
  })

  test('what an earlier chain had goes, and its step with it when it is empty', () => {
    const old = { ...foreignAction('Old'), Properties: { [mark]: 'Old' } }
    const { steps, parts } = planProcess([...fresh(), { ...foreignStep('Old'), Actions: [old] }], wanted)
    expect(namesOf(steps)).toEqual(namesOf(fresh()))
    expect(parts.filter(isPending).map(({ kind, name, state }) => `${kind} ${name} ${state}`)).toEqual([
      'action Old removed',
      'step Old removed',
    ])
  })

  test('a package that people have added to an action stays beside ours', () => {
    const theirs = changing(fresh(), 'Deploy', (action) => ({
      ...action,
      Packages: [
        { Id: 'p', Name: 'Tools', PackageId: 'Tools', FeedId: 'Feeds-9' },
        { ...action.Packages?.[0], Id: 'q', FeedId: 'Feeds-2' },
      ],
    }))
    const { steps, parts } = planProcess(theirs, wanted)
    expect(steps[0]?.Actions[1]?.Packages).toMatchObject([
      { Id: 'p', Name: 'Tools' },
      { Id: 'q', FeedId: 'Feeds-1' },
    ])
    expect(parts[2]?.differences).toEqual(['package of BG.Package'])
  })
})

describe('names that others have', () => {
  test('are told, of steps and of actions', () => {
    expect(planProcess([foreignStep('ROLLING'), foreignStep('port')], wanted).taken).toEqual(['Rolling', 'Port'])
    expect(planProcess(fresh(), wanted).taken).toEqual([])
  })

  test('are taken over when that is asked for, and the template is the same', () => {
    const byHand = changing(fresh(), 'Port', (action) => {
      const { [mark]: _, ...Properties } = action.Properties
      return { ...action, Properties: { ...Properties, 'BG.Limit': '7m' } }
    })
    expect(planProcess(byHand, wanted).taken).toEqual(['Port'])
    const { steps, taken, parts } = planProcess(byHand, wanted, { takeOver: true })
    expect(taken).toEqual([])
    expect(steps[0]?.Actions[0]).toMatchObject({
      Id: byHand[0]?.Actions[0]?.Id,
      Properties: { [mark]: 'Port', 'BG.Limit': '7m' },
    })
    expect(parts[1]).toMatchObject({ state: 'changed', differences: ['taken over'] })
    expect(planProcess([foreignStep('Port')], wanted, { takeOver: true }).taken).toEqual(['Port'])
  })
})

test('a list in order: new ones after the one before, or before the next, or last', () => {
  const next = (name: string) => name.toUpperCase()
  const place = (...names: string[]) => names.map((name) => ({ now: name, next: next(name) }))
  expect(inOrder(['x', 'b', 'y'], place('a', 'b', 'c'))).toEqual(['x', 'A', 'B', 'C', 'y'])
  expect(inOrder(['x'], place('a', 'b'))).toEqual(['x', 'A', 'B'])
  expect(inOrder(['c', 'x', 'a'], place('a', 'b', 'c'))).toEqual(['A', 'B', 'x', 'C'])
  expect(isReordered(['c', 'x', 'a'], place('a', 'b', 'c'))).toBe(true)
  expect(isReordered(['x', 'a', 'c'], place('a', 'b', 'c'))).toBe(false)
})
