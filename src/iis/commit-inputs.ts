import type { Field } from '../octopus/page.js'
import { choice, flag } from '../octopus/parameter-types.js'
import type { CommitOptions } from './commit.js'

/** The parameters of every step that writes the configuration of IIS. */
export const commitInputs = {
  'BG.AtWorkerRestart': {
    label: 'When another worker restarts',
    example: 'warn',
    schema: choice('warn', 'fail'),
  },
  'BG.OctopusMutex': { label: "Keep Octopus's own IIS steps out", example: 'False', schema: flag() },
} as const

export const commitOptions = (values: {
  readonly 'BG.AtWorkerRestart': 'warn' | 'fail'
  readonly 'BG.OctopusMutex': boolean
}): CommitOptions => ({ onWorkerRestart: values['BG.AtWorkerRestart'], octopusMutex: values['BG.OctopusMutex'] })

export const atWorkerRestartField: Field = {
  control: { select: { warn: 'Warn', fail: 'Fail' } },
  default: 'warn',
  help: 'What to do when a write to applicationHost.config restarted the worker of another application pool.',
}

export const octopusMutexField: Field = {
  control: 'Checkbox',
  default: 'False',
  help: "Hold the mutex of Octopus's own IIS steps while the configuration of IIS is written. Only needed where several Tentacles on this machine deploy at the same time and some use those steps; it costs a start of PowerShell.",
}
