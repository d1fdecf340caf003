import { StepFailed } from '../octopus/step-failed.js'
import type { ChangedWorker } from './changed-workers.js'

/** A commit to IIS's configuration coincided with other workers of pools that were none of its business. */
export class WorkersRestarted extends StepFailed {
  constructor(changed: readonly ChangedWorker[]) {
    super({
      happened: restartsTold(changed),
      untouched: 'The configuration was written as intended.',
      todo: workersCure,
    })
  }
}

export const restartsTold = (changed: readonly ChangedWorker[]): string =>
  `While the configuration of IIS was written, other pools got other worker processes: ${changed
    .map(({ pool, before, after }) => `"${pool}" (${before.join(', ')} -> ${after.join(', ') || 'none'})`)
    .join(', ')}.`

export const workersCure =
  'Set the handler setting disallowRotationOnConfigChange=true of the ASP.NET Core Module (in web.config, version 7.0 and later): applications without it restart with each write.'
