import * as z from 'zod/mini'
import { BadParameters } from './bad-parameters.js'
import type { Input, Inputs, Values } from './step.js'

const reference = (variable: string) => `#{${variable}}`

/** The text of a parameter: `''` when it was not given, an optional one's project variable that nobody set included. */
function given(input: Input, text: string | undefined): string {
  const value = text ?? ''
  return input.optional && input.variable && value.trim() === reference(input.variable) ? '' : value
}

function problemOf(input: Input, value: string): string | undefined {
  if (value.trim() === '') return input.optional ? undefined : 'is empty'
  const unset = /#\{([^}]*)\}/.exec(value)
  if (unset && !input.sensitive)
    return `still holds ${unset[0].slice(0, 200)}: the variable "${unset[1]?.slice(0, 200)}" was never set`
  if (value.includes('\0')) return 'holds a NUL character'
  return undefined
}

/**
 * Parses all parameters of a step.
 * @throws BadParameters: names every one that is not right, by label and name, with an example of a good value
 */
export function parseInputs<I extends Inputs>(inputs: I, texts: Readonly<Record<string, string>>): Values<I> {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, input] of Object.entries(inputs)) {
    const text = given(input, texts[name])
    const problem = problemOf(input, text)
    const parsed = problem === undefined ? z.safeParse(input.schema, text) : undefined
    if (parsed?.success) values[name] = parsed.data
    else {
      const what = problem ?? parsed?.error?.issues.map((issue) => issue.message).join('; ')
      problems.push(`${input.label} (${name}) ${what}. Example of a good value: ${input.example}`)
    }
  }
  if (problems.length > 0) throw new BadParameters(problems)
  return values as Values<I>
}
