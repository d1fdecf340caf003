import { StepFailed } from '../octopus/step-failed.js'

export class DeployRefused extends StepFailed {
  constructor(what: 'site' | 'application pool', name: string) {
    super({
      happened: `There is a${what === 'site' ? '' : 'n'} ${what} "${name}" on this machine that is no slot of this application.`,
      untouched: 'Nothing was changed.',
      todo: 'If two copies of the application share this machine, give each a BG.Instance; else rename or remove that one.',
    })
  }
}
