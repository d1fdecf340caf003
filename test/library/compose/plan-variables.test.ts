import { describe, expect, test } from 'vitest'
import { noteFor, planVariables, type VariableResource } from '../../../src/library/compose/plan-variables.js'

const wanted = { 'BlueGreen.Application': 'MyApp', 'BlueGreen.Ports': '1,2' }
const inProject = { projectId: 'Projects-1', shared: false }
const inSet = { projectId: 'Projects-1', shared: true }

const theirs = (Name: string, Value: string, more: Partial<VariableResource> = {}): VariableResource => ({
  Id: `theirs-${Name}`,
  Name,
  Value,
  Scope: {},
  ...more,
})
const ours = (Name: string, Value: string, more: Partial<VariableResource> = {}) =>
  theirs(Name, Value, { Id: `ours-${Name}`, Description: noteFor('Projects-1'), ...more })
const states = (present: readonly VariableResource[], options = inProject) =>
  planVariables(present, wanted, options).planned.map(({ name, state }) => `${name.replace('BlueGreen.', '')} ${state}`)

describe('variables', () => {
  test('are new, changed, unchanged or removed, and the others are named', () => {
    const present = [
      theirs('Connection', 'x'),
      ours('BlueGreen.Ports', '8,9'),
      ours('BlueGreen.Farm', 'gone'),
      theirs('Other', 'y', { Description: 'Bob made this.' }),
    ]
    const { planned, before, after, others } = planVariables(present, wanted, inProject)
    expect(planned.map(({ name, state, from, to }) => ({ name, state, from, to }))).toEqual([
      { name: 'BlueGreen.Application', state: 'new', from: undefined, to: 'MyApp' },
      { name: 'BlueGreen.Ports', state: 'changed', from: '8,9', to: '1,2' },
      { name: 'BlueGreen.Farm', state: 'removed', from: 'gone', to: undefined },
    ])
    expect(others).toEqual(['Connection', 'Other'])
    expect(before.map(({ Name, Value }) => `${Name}=${Value}`)).toEqual([
      'Connection=x',
      'BlueGreen.Ports=1,2',
      'BlueGreen.Farm=gone',
      'Other=y',
      'BlueGreen.Application=MyApp',
    ])
    expect(after.map(({ Name }) => Name)).toEqual(['Connection', 'BlueGreen.Ports', 'Other', 'BlueGreen.Application'])
    expect(before[1]).toMatchObject({ Id: 'ours-BlueGreen.Ports' })
    expect([before[0], before[3]]).toEqual([present[0], present[3]])
  })

  test('are as they should be the second time', () => {
    const { after } = planVariables([], wanted, inProject)
    expect(states(after)).toEqual(['Application unchanged', 'Ports unchanged'])
  })

  test('of others with the same name are in the way when they have another value, or nobody can see it', () => {
    expect(states([theirs('bluegreen.ports', '8,9')])).toEqual(['Application new', 'Ports in the way'])
    expect(states([theirs('BlueGreen.Ports', '', { IsSensitive: true })])).toContain('Ports in the way')
    expect(states([theirs('BlueGreen.Ports', '1,2')])).toContain('Ports unchanged')
    const { before } = planVariables([theirs('BlueGreen.Ports', '8,9')], wanted, inProject)
    expect(before.filter(({ Name }) => Name === 'BlueGreen.Ports')).toEqual([theirs('BlueGreen.Ports', '8,9')])
  })

  test('that people have scoped stay, also our own', () => {
    const scoped = ours('BlueGreen.Ports', '8,9', { Scope: { Environment: ['Environments-1'] } })
    const { planned, after } = planVariables([scoped], wanted, inProject)
    expect(planned[1]).toMatchObject({ state: 'new', told: 'other values of it are scoped, and stay' })
    expect(after.filter(({ Name }) => Name === 'BlueGreen.Ports')).toMatchObject([scoped, { Value: '1,2' }])
  })

  test('in a set that projects share, those of another project are not ours', () => {
    const others = ours('BlueGreen.Ports', '8,9', { Description: noteFor('Projects-11') })
    const unused = ours('BlueGreen.Farm', 'F', { Description: noteFor('Projects-11') })
    expect(states([others, unused], inSet)).toEqual(['Application new', 'Ports in the way'])
    // A project that was cloned from another one has its variables, with their notes.
    expect(states([others, unused], inProject)).toEqual([
      'Application new',
      'Ports changed',
      'BlueGreen.Farm removed'.replace('BlueGreen.', ''),
    ])
  })
})
