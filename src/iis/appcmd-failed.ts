import { StepFailed } from '../octopus/step-failed.js'
import type { Meaning } from './appcmd-meaning.js'
import { quotedOutput } from './quoted-output.js'

const elevate = 'Run the Tentacle as an administrator (its default is LocalSystem), and see that the service WAS runs.'

const todos: Partial<Record<Meaning, string>> = {
  'access-denied': elevate,
  unavailable: elevate,
  'not-found': `If it is there, this account may not see it. ${elevate}`,
  'sharing-violation':
    'Another program keeps IIS\'s configuration open, or has the port of the site: look for IIS Manager, other deployments and, for a port, "netstat -ano"; then run this step again.',
  exists: 'Another one has that name or, when a site was to be started, that binding: give it another one.',
  'not-ready': 'See that the service WAS runs, then run this step again.',
  'rpc-failed': 'See that the service WAS runs, then run this step again.',
}

/** appcmd ended with an exit code that stands for a failure; retries are over. */
export class AppcmdFailed extends StepFailed {
  readonly exitCode: number
  readonly meaning: Meaning

  /** @param said appcmd's own text, without secrets */
  constructor(failure: { command: string; exitCode: number; meaning: Meaning; said: string; untouched: string }) {
    const { command, exitCode, meaning, said, untouched } = failure
    super({
      happened: `${command} failed with exit code ${exitCode} (${meaning})${quotedOutput(said)}`,
      untouched,
      todo: todos[meaning] ?? 'Run the same line by hand in an elevated prompt.',
    })
    this.exitCode = exitCode
    this.meaning = meaning
  }
}
