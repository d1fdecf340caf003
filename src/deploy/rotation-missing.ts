import { StepFailed } from '../octopus/step-failed.js'

export const rotationTold =
  'The web.config of this release lacks the handler setting disallowRotationOnConfigChange=true: any write to the configuration of IIS may restart its worker while it serves.'

export class RotationMissing extends StepFailed {
  constructor() {
    super({
      happened: rotationTold,
      untouched: 'Nothing was changed.',
      todo: 'Add <handlerSetting name="disallowRotationOnConfigChange" value="true" /> to <aspNetCore><handlerSettings> of its web.config, or set BG.AtWorkerRestart to "warn".',
    })
  }
}
