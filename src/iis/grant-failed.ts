import { StepFailed } from '../octopus/step-failed.js'
import { quotedOutput } from './quoted-output.js'

/** icacls did not give a pool's account its right to a folder. */
export class GrantFailed extends StepFailed {
  constructor(failure: { folder: string; account: string; right: string; exitCode: number; said: string }) {
    const { folder, account, right, exitCode, said } = failure
    super({
      happened: `icacls could not grant ${right} on ${folder} to ${account}: exit code ${exitCode}${quotedOutput(said)}`,
      untouched: 'The rights on the folder are as they were.',
      todo: 'See that the folder and the pool exist and that this account may change the rights on the folder, then run this step again.',
    })
  }
}
