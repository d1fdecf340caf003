import { StepFailed } from '../octopus/step-failed.js'

export class OctopusMutexBusy extends StepFailed {
  constructor(mutex: string, limitMs: number) {
    super({
      happened: `The mutex ${mutex} was not to be had within ${limitMs / 1000} s, or PowerShell could not be run: another step of Octopus is writing the configuration of IIS.`,
      untouched: 'The configuration of IIS was not written.',
      todo: 'Run this step again when that step has ended, or set BG.OctopusMutex to False.',
    })
  }
}
