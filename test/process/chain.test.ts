import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Inputs } from '../../src/octopus/step.js'
import { type Action, chain, type RouterKind, variables } from '../../src/process/chain.js'

type StepModule = { step: { inputs: Inputs; outputs: readonly string[] } }

const folder = path.resolve(import.meta.dirname, '../../src/steps')
const stepOf = async ({ step }: Action): Promise<StepModule['step']> =>
  ((await import(path.join(folder, `${step}.ts`))) as StepModule).step

const steps = (await readdir(folder)).filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3))

const routers = ['arr-rewrite', 'arr-health-file', 'nginx-flag', 'nginx-reload'] as const

describe.each<RouterKind>(routers)('the chain for %s', (router) => {
  const actions = chain(router).flatMap((step) => step.actions)

  test('names each action once, and steps that there are', () => {
    expect(new Set(actions.map(({ name }) => name)).size).toBe(actions.length)
    for (const { step } of actions) expect(steps).toContain(step)
  })

  test('gives parameters that the steps have', async () => {
    for (const action of actions)
      expect(Object.keys((await stepOf(action)).inputs)).toEqual(expect.arrayContaining(Object.keys(action.parameters)))
  })

  test('has every output that a later step’s default refers to, set by an earlier action', async () => {
    const known = new Set<string>()
    for (const action of actions) {
      const { inputs, outputs } = await stepOf(action)
      for (const { variable } of Object.values(inputs))
        if (variable?.startsWith('Octopus.Action[')) expect(known, action.name).toContain(variable)
      for (const output of outputs) known.add(`Octopus.Action[${action.name}].Output.${output}`)
    }
  })

  test('conditions are those that Octopus has: actions of a rolling step have none of their own', () => {
    expect(chain(router).map(({ machines, condition }) => `${machines} ${condition}`)).toEqual([
      'rolling Success',
      'all Success',
    ])
  })
})

test('every project variable that a step’s default refers to is listed, and none besides', async () => {
  const referred = new Map<string, boolean>()
  for (const step of steps) {
    const { inputs } = await stepOf({ name: step, step, parameters: {} })
    for (const [name, { variable, optional }] of Object.entries(inputs)) {
      if (!variable || variable.startsWith('Octopus.')) continue
      expect(variable, `${step} ${name}`).toMatch(/^BlueGreen\.[A-Za-z]+$/)
      referred.set(variable, (referred.get(variable) ?? true) && optional === true)
    }
  }
  expect([...referred.keys()].sort()).toEqual(Object.keys(variables).sort())
  for (const [variable, optional] of referred)
    expect(variables[variable as keyof typeof variables] === 'all', variable).toBe(!optional)
})
