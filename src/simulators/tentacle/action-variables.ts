import path from 'node:path'
import type { ActionRequest, Machine } from './tentacle.js'
import { Variables } from './variables.js'

/**
 * The variables of one action: parameters over template properties over outputs of earlier steps over the project's.
 * @returns also the values of sensitive parameters, to be masked
 * @throws Error for a parameter or package that the template does not have; SelfReference, NotSimulated
 */
export function actionVariables(
  action: ActionRequest,
  workFolder: string,
  machine: Machine,
  project: Readonly<Record<string, string>>,
  carried: Readonly<Record<string, string>>,
): { variables: Variables; secrets: string[] } {
  const { template, stepName, parameters, packages = {}, referencedPackages = {} } = action
  refuseUnknown(action)
  const variables = new Variables()
  variables.set('Octopus.Machine.Name', machine.name)
  variables.setAll(project)
  variables.setAll(carried)
  variables.setAll(template.Properties)
  variables.set('Octopus.Action.Name', stepName)
  variables.set('Octopus.Step.Name', stepName)
  for (const { Name, DefaultValue } of template.Parameters) if (DefaultValue !== null) variables.set(Name, DefaultValue)
  for (const [name, file] of Object.entries(packages)) {
    variables.setAll(packageVariables(name, file, workFolder))
    variables.set(name, JSON.stringify({ PackageId: idAndVersion(file).id, FeedId: 'feeds-builtin' }))
  }
  for (const [name, file] of Object.entries(referencedPackages))
    variables.setAll(packageVariables(name, file, workFolder))
  variables.setAll(parameters)
  variables.all()
  const secrets = template.Parameters.filter(
    ({ DisplaySettings }) => DisplaySettings['Octopus.ControlType'] === 'Sensitive',
  ).map(({ Name }) => variables.get(Name) ?? '')
  return { variables, secrets }
}

function refuseUnknown({ template, parameters, packages = {} }: ActionRequest): void {
  const known = new Set(template.Parameters.map(({ Name }) => Name))
  for (const name of Object.keys(parameters))
    if (!known.has(name) && !name.startsWith('Octopus'))
      throw new Error(`The template "${template.Name}" has no parameter ${name}. Nothing was run.`)
  for (const name of Object.keys(packages))
    if (!template.Packages?.some(({ Name }) => Name === name))
      throw new Error(`The template "${template.Name}" has no entry ${name} under Packages. Nothing was run.`)
}

/** `my-app.1.2.0.zip` is version 1.2.0 of my-app. */
function idAndVersion(file: string): { id: string; version: string } {
  const [, id = path.parse(file).name, version = '0.0.0'] =
    /^(.+?)\.(\d+(?:\.\d+)+(?:[-+].+)?)$/.exec(path.parse(file).name) ?? []
  return { id, version }
}

function packageVariables(name: string, file: string, workFolder: string): Record<string, string> {
  const { id, version } = idAndVersion(file)
  const prefix = `Octopus.Action.Package[${name}]`
  return {
    [`${prefix}.ExtractedPath`]: path.join(workFolder, name),
    [`${prefix}.PackageFileName`]: path.basename(file),
    [`${prefix}.PackageFilePath`]: file,
    [`${prefix}.PackageId`]: id,
    [`${prefix}.PackageVersion`]: version,
  }
}
