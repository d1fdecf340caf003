import { StepFailed } from '../octopus/step-failed.js'

/** ARR's own view of a farm could not be read. */
export class FarmUnseen extends StepFailed {
  constructor(farm: string, exitCode: number, said: string) {
    const line = said.trim().split(/\r?\n/)[0] ?? ''
    super({
      happened: `What ARR thinks of the servers of the farm "${farm}" could not be read (PowerShell, exit code ${exitCode})${line ? `: ${line.slice(0, 200)}` : '.'}`,
      untouched: 'Reading changes nothing.',
      todo: 'See that the account of the Tentacle is an administrator, and that Microsoft.Web.Administration.dll is in System32\\inetsrv (the IIS feature "Management Scripts and Tools").',
    })
  }
}
