import { describe, expect, test } from 'vitest'
import type { StepTemplate } from '../../../src/library/step-template.js'
import { batches, planUpgrade, type Used } from '../../../src/library/upgrade/plan-upgrade.js'
import { placeOf, stepOf, type Usage } from '../../../src/library/upgrade/usage.js'
import { parameter, scriptTemplate } from '../../simulators/octopus-server/fixtures.js'

const template = (Version: number, ...Parameters: object[]) =>
  ({
    ...scriptTemplate('One'),
    Id: 'ActionTemplates-1',
    Version,
    Parameters: [parameter('A'), ...Parameters],
  }) as unknown as StepTemplate

const usage = (more: Partial<Usage> = {}): Usage => ({
  ActionId: 'a',
  ActionName: 'Deploy',
  StepName: 'Deploy',
  Version: '0',
  ProcessType: 'Deployment',
  ProcessId: 'p',
  ProjectId: 'Projects-1',
  ProjectName: 'Shop',
  RunbookName: null,
  ...more,
})

const used = (usages: Usage[], ...added: object[]): Used => ({
  template: template(2, ...added),
  usages,
  older: new Map([['0', template(0)]]),
})

describe('what is moved', () => {
  test('is what uses another version, and no release that has been made', () => {
    const plan = planUpgrade([used([usage(), usage({ Version: '2' }), usage({ Release: '1.0.0', ActionId: 'c' })])], {})
    expect(plan.map((move) => move.usage.ActionId)).toEqual(['a'])
  })

  test('gets what is given for new parameters, nothing for those that may be empty, and the default of others', () => {
    const added = [
      parameter('B', { DefaultValue: 'x' }),
      parameter('C', { HelpText: 'A name.\n\nMay be left empty.' }),
      parameter('D'),
      parameter('E'),
    ]
    expect(planUpgrade([used([usage()], ...added)], { D: 'd', A: 'not new' })).toMatchObject([
      { values: { C: '', D: 'd' }, missing: ['E'] },
    ])
  })
})

describe('one request has', () => {
  const moves = (usages: Usage[]) => planUpgrade([used(usages)], {})

  test('the actions of many processes', () => {
    const many = Array.from({ length: 2_000 }, (_, index) =>
      usage({ ActionId: `a${index}`, ProcessId: `p${Math.floor(index / 20)}` }),
    )
    expect(batches(moves(many)).map((batch) => batch.length)).toEqual([1_000, 1_000])
  })

  test('one branch, and no action twice', () => {
    const some = [usage({ Branch: 'main' }), usage({ Branch: 'next' }), usage({ Branch: 'next', ProcessId: 'copy' })]
    expect(batches(moves(some)).map((batch) => batch.map((move) => [move.usage.Branch, move.usage.ProcessId]))).toEqual(
      [[['main', 'p']], [['next', 'p']], [['next', 'copy']]],
    )
  })
})

test('an action is told by project, branch, runbook and step', () => {
  expect(placeOf(usage({ Branch: 'main', ProcessType: 'Runbook', RunbookName: 'Undo' }))).toBe(
    'Shop (main), runbook Undo',
  )
  expect(stepOf(usage({ StepName: 'Blue-green', ActionName: 'Warm Up' }))).toBe('Blue-green / Warm Up')
})
