import { describe, expect, test } from 'vitest'
import { planProcess } from '../../../src/library/compose/plan-process.js'
import { processOcl, variablesOcl } from '../../../src/library/export/ocl-files.js'
import type { StepTemplate } from '../../../src/library/step-template.js'
import { routers } from '../../../src/process/chain.js'
import { kebabCase } from '../../../src/templates/kebab-case.js'
import { composedFor } from './composed-for.js'
import { type Block, only, parsed } from './parsed-files.js'

/** What Octopus keeps out of the files: the template's own properties. */
const ownProperties = (properties: Readonly<Record<string, unknown>>, template: StepTemplate) =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !(name in template.Properties)))

describe.each(routers)('the OCL of a process for %s', (router) => {
  const { steps, templateOf } = composedFor(router)
  const json = planProcess([], steps).steps
  const text = processOcl(steps, 'octopus-server-built-in')

  test('has, as HCL reads it, the steps, actions, conditions, properties and packages of the JSON', async () => {
    const file = only([await parsed('deployment_process.ocl', text)])['step'] as Record<string, unknown>
    expect(Object.keys(file).sort()).toEqual(json.map(({ Name }) => kebabCase(Name)).sort())
    for (const step of json) {
      const read = only(file[kebabCase(step.Name)])
      expect(read['name']).toBe(step.Name)
      expect(read['condition'] ?? 'Success').toBe(step.Condition)
      expect(read['properties']).toEqual(step.Properties)
      const alone = step.Actions.length === 1
      const actions = read['action'] as Record<string, unknown>
      if (!alone) expect(Object.keys(actions).sort()).toEqual(step.Actions.map(({ Name }) => kebabCase(Name)).sort())
      for (const action of step.Actions) {
        const its = alone ? only(read['action']) : only(actions[kebabCase(action.Name)])
        expect(its['name'] ?? read['name']).toBe(action.Name)
        expect(its['condition'] ?? 'Success').toBe(action['Condition'])
        expect(its['properties']).toEqual(ownProperties(action.Properties, templateOf(action.Name)))
        const packages = Object.entries((its['packages'] ?? {}) as Record<string, unknown>).map(([name, one]) => {
          const { feed, ...others } = only(one)
          expect(feed).toBe('octopus-server-built-in')
          return { name, ...others }
        })
        expect(packages).toEqual(
          (action.Packages ?? []).map(({ Name, PackageId, AcquisitionLocation, Properties }) => ({
            name: Name,
            package_id: PackageId,
            acquisition_location: AcquisitionLocation,
            properties: Properties,
          })),
        )
      }
    }
  })

  test('has the steps and actions in the order of the JSON', () => {
    const names = [...text.matchAll(/^(?:step|\s+action) "([^"]+)"/gm)].map(([, name]) => name)
    const wanted = json.flatMap(({ Name, Actions }) => [
      kebabCase(Name),
      ...(Actions.length === 1 ? [] : Actions.map((action) => kebabCase(action.Name))),
    ])
    expect(names).toEqual(wanted)
  })

  test('has one attribute a line, and the blocks that Octopus has', () => {
    const line = /^(\s*[\w.]+ = (".*"|\{)|\s*(step|action|packages) "[^"]+" \{|\s*action \{|\s*\}|)$/
    for (const each of text.split('\n')) expect(each).toMatch(line)
  })
})

test('a condition that is not the usual one is written', async () => {
  const { steps } = composedFor('arr-rewrite')
  const text = processOcl(
    steps.map((step) => ({ ...step, condition: 'Failure' as const })),
    'feed',
  )
  const { step } = only([await parsed('p.ocl', text)]) as { step: Record<string, unknown> }
  expect(only(step['delete-previous'])['condition']).toBe('Failure')
})

test('variables keep their values to the letter', async () => {
  const variables = {
    'BlueGreen.Root': 'D:\\Blue "Green"',
    'BlueGreen.WarmUpUrls': '/health 200\n/',
    'BlueGreen.Instance': '#{A.B}',
  }
  const { variable } = only([await parsed('variables.ocl', variablesOcl(variables, 'Said.'))]) as { variable: Block }
  const read = Object.entries(variable).map(([name, one]) => {
    const [[value, more] = []] = Object.entries(only(one)['value'] as Block)
    expect(only(more)).toEqual({ description: 'Said.' })
    return [name, value]
  })
  expect(Object.fromEntries(read)).toEqual(variables)
})
