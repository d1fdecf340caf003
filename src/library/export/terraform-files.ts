import { mark, type OctopusAction, type OctopusStep } from '../../process/octopus-process.js'
import { kebabCase } from '../../templates/kebab-case.js'
import type { PackageReference, Parameter, StepTemplate } from '../step-template.js'
import { apart, attribute, block, expression, hclText, type Line, map, terraform, type Value } from './hcl.js'

/** The version of the provider whose resources these are. */
export const providerVersion = '~> 1.0'

const body = 'Octopus.Action.Script.ScriptBody'

const identifier = (name: string) => kebabCase(name).replaceAll('-', '_')

const resource = (type: string, name: string, lines: readonly Line[]) =>
  block(`resource "octopusdeploy_${type}" "${identifier(name)}"`, lines)

const reference = (type: string, name: string, field: string): Value =>
  expression(`octopusdeploy_${type}.${identifier(name)}.${field}`)

const own = (step: string) => reference('process', 'Blue-green', step)

/** The file of a template's script, beside `main.tf`. */
const scriptFile = ({ Name, Properties }: StepTemplate) =>
  `${kebabCase(Name)}.${Properties['Octopus.Action.Script.Syntax'] === 'Bash' ? 'sh' : 'ps1'}`

const given = (entries: Readonly<Record<string, string | null | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, value]])),
  )

const parameterValue = ({ Id, Name, Label, HelpText, DefaultValue, DisplaySettings }: Parameter): Value =>
  map({
    ...given({ id: Id, name: Name, label: Label, help_text: HelpText }),
    ...(typeof DefaultValue === 'string' ? { default_value: DefaultValue } : {}),
    display_settings: map(DisplaySettings),
  })

const packageValue = ({ Name, AcquisitionLocation, Properties }: PackageReference): Value =>
  map({
    name: Name,
    // Chosen by the process; the provider wants one.
    feed_id: expression('var.feed_id'),
    acquisition_location: AcquisitionLocation,
    properties: map(
      given({
        extract: Properties['Extract'],
        package_parameter_name: Properties['PackageParameterName'],
        purpose: Properties['Purpose'],
        selection_mode: Properties['SelectionMode'],
      }),
    ),
  })

const templateResource = (template: StepTemplate): Line => {
  const properties = Object.entries(template.Properties).map(([name, value]): [string, Value] => [
    name,
    name === body ? expression(`file("\${path.module}/${scriptFile(template)}")`) : String(value),
  ])
  return resource('step_template', template.Name, [
    attribute('name', template.Name),
    attribute('description', template.Description ?? ''),
    attribute('action_type', template.ActionType),
    attribute('step_package_id', template.ActionType),
    attribute('packages', (template.Packages ?? []).map(packageValue)),
    attribute('parameters', template.Parameters.map(parameterValue)),
    attribute('properties', map(Object.fromEntries(properties))),
  ])
}

/** A package parameter names the feed by its id, which is a variable here. */
function parameters({ properties, defaults, parameters: names, packages }: OctopusAction): Value {
  const isPackage = (name: string) => packages.some(({ Properties }) => Properties['PackageParameterName'] === name)
  const values = Object.entries({ ...defaults, ...properties }).filter(([name]) => names.includes(name))
  const [first] = packages
  return map(
    Object.fromEntries(
      values.map(([name, value]): [string, Value] => [
        name,
        isPackage(name)
          ? expression(
              `jsonencode({ "PackageId" = ${terraform.quoted(first?.PackageId ?? '')}, "FeedId" = var.feed_id })`,
            )
          : value,
      ]),
    ),
  )
}

const actionLines = (action: OctopusAction): Line[] => [
  attribute('template_id', reference('step_template', action.template.name, 'id')),
  attribute('template_version', reference('step_template', action.template.name, 'version')),
  attribute('parameters', parameters(action)),
  attribute('execution_properties', map({ [mark]: action.name })),
]

/** A step with its children; the provider gives a step the name of its first action. */
function stepResources({ condition, properties, actions }: OctopusStep): Line[] {
  const [first, ...children] = actions
  if (!first) return []
  const parent = reference('process_templated_step', first.name, 'id')
  const order = resource('process_child_steps_order', first.name, [
    attribute('process_id', own('id')),
    attribute('parent_id', parent),
    attribute(
      'children',
      children.map(({ name }) => reference('process_templated_child_step', name, 'id')),
    ),
  ])
  return [
    resource('process_templated_step', first.name, [
      attribute('process_id', own('id')),
      attribute('name', first.name),
      attribute('condition', condition),
      attribute('start_trigger', 'StartAfterPrevious'),
      attribute('package_requirement', 'LetOctopusDecide'),
      attribute('properties', map(properties)),
      ...actionLines(first),
    ]),
    ...children.map((action) =>
      resource('process_templated_child_step', action.name, [
        attribute('process_id', own('id')),
        attribute('parent_id', parent),
        attribute('name', action.name),
        attribute('condition', 'Success'),
        ...actionLines(action),
      ]),
    ),
    ...(children.length > 0 ? [order] : []),
  ]
}

const header: readonly Line[] = [
  block('terraform', [
    block('required_providers', [
      attribute('octopusdeploy', map({ source: 'OctopusDeploy/octopusdeploy', version: providerVersion })),
    ]),
  ]),
  block('variable "project_id"', [
    attribute('type', expression('string')),
    attribute('description', 'The project that gets the process, e.g. Projects-1.'),
  ]),
  block('variable "feed_id"', [
    attribute('type', expression('string')),
    attribute('description', 'The feed of the package, e.g. Feeds-1.'),
  ]),
]

function variableResources(
  variables: Readonly<Record<string, string>>,
  set: string | undefined,
  description: string,
): Line[] {
  const owner = set === undefined ? expression('var.project_id') : reference('library_variable_set', set, 'id')
  return [
    ...(set === undefined ? [] : [resource('library_variable_set', set, [attribute('name', set)])]),
    ...Object.entries(variables).map(([name, value]) =>
      resource('variable', name, [
        attribute('owner_id', owner),
        attribute('name', name),
        attribute('type', 'String'),
        attribute('value', value),
        attribute('description', description),
      ]),
    ),
  ]
}

export type ForTerraform = {
  readonly templates: readonly StepTemplate[]
  readonly steps: readonly OctopusStep[]
  readonly variables: Readonly<Record<string, string>>
  readonly variableSet: string | undefined
  readonly description: string
}

/** The files of a Terraform module, by name: `main.tf` and the templates' scripts. */
export function terraformFiles({ templates, steps, variables, variableSet, description }: ForTerraform) {
  const blocks = [
    ...header,
    ...templates.map(templateResource),
    resource('process', 'Blue-green', [attribute('project_id', expression('var.project_id'))]),
    ...steps.flatMap(stepResources),
    resource('process_steps_order', 'Blue-green', [
      attribute('process_id', own('id')),
      attribute(
        'steps',
        steps.flatMap(({ actions: [first] }) => (first ? [reference('process_templated_step', first.name, 'id')] : [])),
      ),
    ]),
    ...variableResources(variables, variableSet, description),
  ]
  return new Map([
    ['main.tf', hclText(apart(blocks).slice(1), terraform)],
    ...templates.map((template): [string, string] => [scriptFile(template), String(template.Properties[body])]),
  ])
}
