import * as z from 'zod/mini'
import type { Input } from '../octopus/step.js'
import { kebabCase } from './kebab-case.js'
import { type Parameter, parametersOf } from './parameters-of.js'
import type { StepFile } from './step-file.js'

const possibleName = /^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$/

/** The variables that a text refers to: `#{A | ToLower}` → `A`. */
export const referencesIn = (text: string): string[] =>
  [...text.matchAll(/#\{([^}]*)\}/g)].flatMap(([, expression]) => expression?.match(/[A-Za-z_][\w.[\]-]*/g) ?? [])

/** A Windows path as it would be called on a machine that has none: examples are Windows's, the build may run elsewhere. */
const asPosix = (text: string) => text.replace(/^[A-Za-z]:\\/, '/').replaceAll('\\', '/')

/** Why a step would not take a text; undefined: it would. */
function refused(input: Input, text: string): string | undefined {
  const { error } = z.safeParse(input.schema, text)
  if (!error || (/^[A-Za-z]:\\/.test(text) && z.safeParse(input.schema, asPosix(text)).success)) return undefined
  return error.issues.map((issue) => issue.message).join('; ')
}

/** Everything about one parameter that Octopus or its users would stumble over. */
function problemsOf(parameter: Parameter, input: Input | undefined): string[] {
  const problems: string[] = []
  const { name, control, default: value } = parameter
  if (!possibleName.test(name)) problems.push('has a name with other characters than letters, digits, dashes, periods')
  if (control === 'Checkbox' && value !== 'True' && value !== 'False')
    problems.push('is a Checkbox whose default is neither True nor False')
  if (control === 'Package' && value !== null) problems.push('is a Package and cannot have a default')
  if (control === 'Sensitive' && value !== null) problems.push('is Sensitive and cannot have a default')
  if (typeof control === 'object') {
    const options = Object.entries(control.select)
    if (options.some((option) => option.some((text) => /[|\r\n]/.test(text))))
      problems.push('has an option with | or a line end')
    if (value !== null && !value.includes('#{') && !(value in control.select))
      problems.push(`has the default ${value}, which is not among its options`)
  }
  if (!input) return problems
  if ((control === 'Sensitive') !== (input.sensitive === true))
    problems.push('must be sensitive in the step and Sensitive on the page, or neither')
  if (value !== null && !value.includes('#{') && value !== '') {
    const why = refused(input, value)
    if (why !== undefined) problems.push(`refuses its own default: it ${why}`)
  }
  const why = refused(input, input.example)
  if (why !== undefined) problems.push(`refuses its own example: it ${why}`)
  if (input.optional && refused(input, '') !== undefined) problems.push('is optional but refuses an empty value')
  return problems
}

/** The problems of one step, each with the file's name. */
export function checkStep(file: StepFile): string[] {
  const { step, page, name } = file
  const problems: string[] = []
  if (kebabCase(page.name) !== `blue-green-${name}`)
    problems.push(
      `the template's name is ${page.name}, so the file should be ${kebabCase(page.name).replace(/^blue-green-/, '')}.ts`,
    )
  const fields = new Set([...Object.keys(step.inputs), ...Object.keys(page.inputs)])
  for (const field of fields)
    if (!step.inputs[field] || !page.inputs[field]) problems.push(`${field} is not in both the step and its page`)
  for (const output of new Set([...step.outputs, ...Object.keys(page.outputs)]))
    if (!step.outputs.includes(output) || !page.outputs[output])
      problems.push(`the output ${output} is not in both the step and its page`)
    else if (!/^[\w.-]+$/.test(output))
      problems.push(`the output ${output} has other characters than letters, digits, . _ -`)
  if (step.changes !== 'BG.WhatIf' in step.inputs)
    problems.push('BG.WhatIf belongs to a step that changes things, and only to one')
  for (const [field, input] of Object.entries(step.inputs))
    if (input.variable !== undefined && page.inputs[field]?.default !== undefined)
      problems.push(`${field} has both a variable and a default`)
  if (problems.length === 0)
    for (const parameter of parametersOf(file))
      problems.push(...problemsOf(parameter, step.inputs[parameter.name]).map((told) => `${parameter.name} ${told}`))
  return problems.map((problem) => `${file.file}: ${problem}.`)
}

/**
 * A parameter becomes a variable of its own name: a project variable that defaults refer to must not be called like any
 * parameter, or Octopus finds a reference to itself.
 */
export function checkNames(files: readonly StepFile[]): string[] {
  const names = new Set(files.flatMap(parametersOf).map(({ name }) => name.toLowerCase()))
  const problems = files.flatMap((file) =>
    parametersOf(file).flatMap((parameter) =>
      referencesIn(parameter.default ?? '')
        .filter((variable) => names.has(variable.toLowerCase()))
        .map((variable) => `${file.file}: ${parameter.name} refers to ${variable}, which is a parameter's name.`),
    ),
  )
  return [...new Set(problems)]
}
