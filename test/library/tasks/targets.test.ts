import { expect, test } from 'vitest'
import { choose, type Target } from '../../../src/library/tasks/targets.js'

const target = (Name: string, Roles: string[], EnvironmentIds: string[]): Target => ({
  Id: Name,
  Name,
  Roles,
  EnvironmentIds,
})
const targets = [
  target('web-1', ['web'], ['E1']),
  target('web-2', ['Web', 'db'], ['E2']),
  target('db-1', ['db'], ['E1']),
]
const environments = [
  { Id: 'E1', Name: 'Production' },
  { Id: 'E2', Name: 'Staging' },
]
const chosen = (asked: object) => choose(targets, environments, asked).map(({ Name }) => Name)

test('targets are chosen by name, role and environment, without regard to case', () => {
  expect(chosen({ role: 'WEB' })).toEqual(['web-1', 'web-2'])
  expect(chosen({ role: 'web', environment: 'staging' })).toEqual(['web-2'])
  expect(chosen({ machine: ['DB-1', 'web-1'] })).toEqual(['web-1', 'db-1'])
  expect(chosen({ machine: ['web-1'], role: 'db' })).toEqual([])
})

test('a name that nothing has is told with the nearest ones', () => {
  expect(() => chosen({ role: 'wbe' })).toThrow(
    'no target role "wbe". Nothing was changed. Did you mean "Web" or "web"',
  )
  expect(() => chosen({ environment: 'Prod' })).toThrow('Did you mean "Production"?')
  expect(() => chosen({ machine: ['web-3'] })).toThrow('no machine "web-3"')
})
