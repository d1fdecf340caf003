import type { Control } from '../octopus/page.js'
import type { StepFile } from './step-file.js'

/** A parameter of a template, before it has an id. */
export type Parameter = {
  readonly name: string
  readonly label: string
  readonly help: string
  readonly example: string
  readonly optional: boolean
  /** As Octopus shows it, references included; null: none. */
  readonly default: string | null
  readonly control: Control
}

/** The body needs it, not the script: so every template has it, as the last one. */
const nodePath: Parameter = {
  name: 'BG.NodePath',
  label: 'Path of Node',
  help: 'The full path of the `node` program (`node.exe` on Windows) that runs this step: Node 20 or newer. Set it for all steps at once by the project variable `BlueGreen.NodePath`. Without it, `node` is looked for in the package that this step refers to as `node`, on the PATH and in the usual folders.',
  example: 'C:\\Program Files\\nodejs\\node.exe',
  optional: true,
  default: '#{BlueGreen.NodePath}',
  control: 'SingleLineText',
}

/** All parameters of a step's templates, in the order in which Octopus shows them. */
export function parametersOf({ step, page }: Pick<StepFile, 'step' | 'page'>): Parameter[] {
  const own = Object.entries(step.inputs).map(([name, input]): Parameter => {
    const field = page.inputs[name]
    if (!field) throw new Error(`The page of ${page.name} has no field for ${name}.`)
    return {
      name,
      label: input.label,
      help: field.help,
      example: input.example,
      optional: input.optional === true,
      default: input.variable === undefined ? (field.default ?? null) : `#{${input.variable}}`,
      control: field.control,
    }
  })
  return [...own, nodePath]
}

/** The variables that a body hands to the script: parameters, what the step asks for, where packages were extracted; BG.NodePath last. */
export function variablesOf(file: Pick<StepFile, 'step' | 'page'>): string[] {
  const parameters = parametersOf(file)
  const folders = parameters.flatMap(({ name, control }) =>
    control === 'Package' ? [`Octopus.Action.Package[${name}].ExtractedPath`] : [],
  )
  const names = new Set([...parameters.map(({ name }) => name), ...folders, ...file.step.variables])
  names.delete(nodePath.name)
  return [...names, nodePath.name]
}
