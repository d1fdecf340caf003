import { describe, expect, test } from 'vitest'
import { planProcess } from '../../../src/library/compose/plan-process.js'
import { textOf } from '../../../src/library/compose/process.js'
import { terraformFiles } from '../../../src/library/export/terraform-files.js'
import { routers } from '../../../src/process/chain.js'
import { kebabCase } from '../../../src/templates/kebab-case.js'
import { composedFor } from './composed-for.js'
import { type Block, only, parsed } from './parsed-files.js'

/** As the parser shows what Terraform would evaluate. */
const evaluated = (text: string) => `\${${text}}`
const variables = { 'BlueGreen.Root': 'D:\\Blue', 'BlueGreen.WarmUpUrls': `/a?b=${evaluated('c')}\n/%{d}` }
const filesFor = (router: (typeof routers)[number], variableSet?: string) => {
  const { steps, templates } = composedFor(router)
  return terraformFiles({ templates, steps, variables, variableSet, description: 'Said.' })
}
const identifier = (name: string) => kebabCase(name).replaceAll('-', '_')
type Resources = Record<string, Record<string, unknown>>
const resourcesOf = async (files: ReadonlyMap<string, string>) =>
  (await parsed('main.tf', files.get('main.tf') ?? ''))['resource'] as Resources

describe.each(routers)('the Terraform module for %s', (router) => {
  const { steps, templates, templateOf } = composedFor(router)
  const files = filesFor(router)
  const json = planProcess([], steps).steps

  test('has, as HCL reads it, the actions, conditions, parameters and properties of the JSON', async () => {
    const resources = await resourcesOf(files)
    const seen: string[] = []
    for (const step of json) {
      const [first, ...children] = step.Actions
      for (const action of step.Actions) {
        const kind = action === first ? 'process_templated_step' : 'process_templated_child_step'
        const read = only(resources[`octopusdeploy_${kind}`]?.[identifier(action.Name)])
        seen.push(action.Name)
        expect(read['name']).toBe(action.Name)
        expect(read['condition']).toBe(action === first ? step.Condition : action['Condition'])
        if (action === first) expect(read['properties']).toEqual(step.Properties)
        const template = templateOf(action.Name)
        const held = Object.entries(action.Properties).map(([name, value]) => [name, textOf(value)])
        const parameters = held.filter(([name]) => template.Parameters.some(({ Name }) => Name === name))
        expect(read['parameters']).toEqual({
          ...Object.fromEntries(parameters),
          ...(action.Packages?.length
            ? { 'BG.Package': evaluated('jsonencode({ "PackageId" = "MyShop", "FeedId" = var.feed_id })') }
            : {}),
        })
        expect(read['execution_properties']).toEqual({ 'OctopusBlueGreen.Action': action.Name })
        const reference = `octopusdeploy_step_template.${identifier(template.Name)}`
        expect([read['template_id'], read['template_version']]).toEqual([
          `\${${reference}.id}`,
          `\${${reference}.version}`,
        ])
      }
      if (children.length > 0)
        expect(
          only(resources['octopusdeploy_process_child_steps_order']?.[identifier(first?.Name ?? '')])['children'],
        ).toEqual(children.map(({ Name }) => `\${octopusdeploy_process_templated_child_step.${identifier(Name)}.id}`))
    }
    const made = ['octopusdeploy_process_templated_step', 'octopusdeploy_process_templated_child_step'].flatMap(
      (kind) => Object.keys(resources[kind] ?? {}),
    )
    expect(made.sort()).toEqual(seen.map(identifier).sort())
    expect(only(resources['octopusdeploy_process_steps_order']?.['blue_green'])['steps']).toEqual(
      json.map(({ Actions }) => `\${octopusdeploy_process_templated_step.${identifier(Actions[0]?.Name ?? '')}.id}`),
    )
  })

  test('brings the templates with all their parameters and packages, and their scripts as files', async () => {
    const resources = await resourcesOf(files)
    expect(Object.keys(resources['octopusdeploy_step_template'] ?? {})).toHaveLength(templates.length)
    for (const template of templates) {
      const read = only(resources['octopusdeploy_step_template']?.[identifier(template.Name)])
      const { 'Octopus.Action.Script.ScriptBody': body, ...others } = read['properties'] as Record<string, string>
      const { 'Octopus.Action.Script.ScriptBody': script, ...wanted } = template.Properties
      expect(others).toEqual(wanted)
      const [, file = ''] = /^\$\{file\("\$\{path\.module\}\/([\w-]+\.ps1)"\)\}$/.exec(body ?? '') ?? []
      expect(files.get(file)).toBe(script)
      expect(read).toMatchObject({
        name: template.Name,
        description: template.Description,
        action_type: 'Octopus.Script',
      })
      expect(read['parameters']).toEqual(
        template.Parameters.map(({ Id, Name, Label, HelpText, DefaultValue, DisplaySettings }) => ({
          ...{ id: Id, name: Name, label: Label, help_text: HelpText, display_settings: DisplaySettings },
          ...(DefaultValue === null ? {} : { default_value: DefaultValue }),
        })),
      )
      expect((read['packages'] as Block[]).map(({ name }) => name)).toEqual(
        (template.Packages ?? []).map(({ Name }) => Name),
      )
    }
  })
})

test('variables belong to the project, or to a library variable set, with their values to the letter', async () => {
  for (const set of [undefined, 'Blue-green']) {
    const resources = await resourcesOf(filesFor('arr-rewrite', set))
    const read = Object.values(resources['octopusdeploy_variable'] ?? {}).map(only)
    // The parser shows a text with its escapes: a doubled $ or % is one that Terraform takes to the letter.
    const escaped = Object.entries(variables).map(([name, value]) => [name, value.replace(/[$%](?=\{)/g, '$&$&')])
    expect(read.map(({ name, value }) => [name, value])).toEqual(escaped)
    expect(escaped[1]?.[1]).toBe(`/a?b=$${evaluated('c')}\n/%%{d}`)
    const owner = evaluated(set === undefined ? 'var.project_id' : 'octopusdeploy_library_variable_set.blue_green.id')
    expect(new Set(read.map(({ owner_id }) => owner_id))).toEqual(new Set([owner]))
  }
})
