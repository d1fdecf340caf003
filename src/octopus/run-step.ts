import { readFileSync } from 'node:fs'
import { workBelowNormal } from '../machine/below-normal.js'
import { BadParameters } from './bad-parameters.js'
import { FileFailed } from './file-failed.js'
import { parseInputs } from './parse-inputs.js'
import { serviceMessages } from './service-messages.js'
import { writeOutput } from './standard-output.js'
import type { Inputs, Octopus, Step } from './step.js'
import { StepFailed } from './step-failed.js'

/** Where the loader in a template's body leaves the parameters. Without a body they come as a JSON object on standard input. */
const handedOver = Symbol.for('blue-green.parameters')

function readParameters(): Record<string, string> {
  const global = globalThis as { [handedOver]?: Record<string, string> }
  if (global[handedOver]) return global[handedOver]
  return process.stdin.isTTY ? {} : parametersIn(readFileSync(0, 'utf8'))
}

/** @throws BadParameters: not a JSON object of texts. What JSON.parse says is not passed on: it quotes the text, secrets included. */
function parametersIn(json: string): Record<string, string> {
  const text = json.replace(/^\ufeff/, '').trim()
  let found: unknown
  try {
    found = text === '' ? {} : JSON.parse(text)
  } catch {
    throw new BadParameters(['Standard input is not JSON. It has to be an object, like {"BG.Application": "MyApp"}'])
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    throw new BadParameters(['Standard input is JSON, but not an object, like {"BG.Application": "MyApp"}'])
  const others = Object.entries(found).flatMap(([name, value]) => (typeof value === 'string' ? [] : [name]))
  if (others.length > 0) throw new BadParameters(others.map((name) => `${name} is not a text: put it in quotes`))
  return found as Record<string, string>
}

function usage(step: Step<Inputs, string>): string {
  const width = Math.max(...Object.keys(step.inputs).map((name) => name.length))
  return [
    'Runs one step of a blue-green deployment. The parameters come as a JSON object on standard input, for example:',
    `  echo '${JSON.stringify(Object.fromEntries(Object.entries(step.inputs).map(([name, input]) => [name, input.example])))}' | node FILE`,
    '',
    ...Object.entries(step.inputs).map(
      ([name, input]) => `  ${name.padEnd(width)}  ${input.label}${input.optional ? ' (may be left out)' : ''}`,
    ),
    '',
  ].join('\n')
}

/** Runs a step as the whole program: parameters in, service messages out, exit code 0 or 1. */
export async function runStep<I extends Inputs, O extends string>(step: Step<I, O>): Promise<void> {
  if (process.argv.includes('--help')) {
    writeOutput(usage(step as unknown as Step<Inputs, string>))
    return
  }
  let octopus = serviceMessages(writeOutput, {}, [])
  const outputs: Record<string, string> = {}
  try {
    const texts = readParameters()
    const secrets = Object.entries(step.inputs).flatMap(([name, input]) => (input.sensitive ? [texts[name] ?? ''] : []))
    octopus = serviceMessages(writeOutput, texts, secrets)
    if (step.changes) await workBelowNormal()
    octopus.info(await step.run(parseInputs(step.inputs, texts), listingOutputs(octopus, outputs)))
  } catch (thrown) {
    const error = FileFailed.from(thrown) ?? thrown
    process.exitCode = 1
    if (error instanceof StepFailed) octopus.failed(error.message)
    else octopus.failed(`This is a defect of the step, not of the deployment: ${String(error)}`)
    for (let cause = error instanceof StepFailed ? error.cause : error; cause instanceof Error; cause = cause.cause)
      octopus.verbose(`Caused by ${cause.stack ?? cause.message}`)
  }
  // Octopus shows output variables nowhere; "run" makes a table of them, and people find them in the verbose log.
  if (Object.keys(outputs).length > 0) octopus.verbose(`Outputs: ${JSON.stringify(outputs)}`)
}

function listingOutputs(octopus: Octopus, outputs: Record<string, string>): Octopus {
  const set: Octopus['set'] = (name, value) => {
    outputs[name] = String(value)
    octopus.set(name, value)
  }
  return { ...octopus, set }
}
