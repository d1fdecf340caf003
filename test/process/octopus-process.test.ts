import { describe, expect, test } from 'vitest'
import { type RouterKind, routers } from '../../src/process/chain.js'
import { type LibraryTemplate, mark, octopusProcess } from '../../src/process/octopus-process.js'
import { parseOptions } from '../../src/rehearsal/options.js'
import { planOf } from '../../src/rehearsal/plan.js'

const applicationPackage = { id: 'MyApp', feedId: 'Feeds-1' }

/** What the rehearsal runs, and the Octopus process of it with the same templates. */
function both(router: RouterKind) {
  const plan = planOf(parseOptions({ router }, { nginx: true, openssl: true, now: new Date(0), platform: 'linux' }))
  const { steps } = plan
  const templates = plan.templates as ReadonlyMap<string, unknown> as ReadonlyMap<string, LibraryTemplate>
  return { plan, process: octopusProcess(steps, { templates, role: 'web', window: '2', package: applicationPackage }) }
}

describe.each(routers)('the process for %s', (router) => {
  const { plan, process } = both(router)

  test('is the chain that the rehearsal runs, step by step', () => {
    const seen = process.map(({ name, condition, properties, actions }) => ({
      ...{ name, condition },
      machines: properties['Octopus.Action.MaxParallelism'] === undefined ? 'all' : 'rolling',
      actions: actions.map((action) => action.name),
    }))
    expect(seen).toEqual(
      plan.steps.map(({ name, condition, machines, actions }) => ({
        ...{ name, condition, machines },
        actions: actions.map((action) => action.name),
      })),
    )
    expect(process.map(({ properties }) => properties['Octopus.Action.TargetRoles'])).toEqual(['web', 'web'])
  })

  test('holds in each action what a template would give it: script, parameters, package', () => {
    const actions = plan.steps.flatMap((step) => step.actions)
    for (const [index, action] of process.flatMap((step) => step.actions).entries()) {
      const template = plan.templates.get(actions[index]?.step ?? '')
      const held: Record<string, string> = { ...action.defaults, ...action.properties }
      expect(held).toMatchObject({ ...template?.Properties, ...actions[index]?.parameters, [mark]: action.name })
      for (const { Name, DefaultValue } of template?.Parameters ?? [])
        expect(held[Name], Name).toBe(
          Name === 'BG.Package'
            ? '{"PackageId":"MyApp","FeedId":"Feeds-1"}'
            : (actions[index]?.parameters[Name] ?? DefaultValue ?? undefined),
        )
      expect(action.packages.map(({ Name, PackageId }) => [Name, PackageId])).toEqual(
        action.name === 'Deploy to Slot' ? [['BG.Package', 'MyApp']] : [],
      )
      expect(Object.keys(action.defaults).some((name) => name in action.properties)).toBe(false)
    }
  })
})

test('a template that is missing is said', () => {
  const { plan } = both('arr-rewrite')
  const options = { templates: new Map(), role: 'web', window: '1', package: applicationPackage }
  expect(() => octopusProcess(plan.steps, options)).toThrow('There is no template for the step prepare-router.')
})
