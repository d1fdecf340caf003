import { StepFailed } from '../octopus/step-failed.js'
import type { XmlElement } from './xml.js'

/** A setting of the model reached us damaged by a code page: copying it would write another value than IIS has. */
export class UnreadableModel extends StepFailed {
  constructor(model: string, setting: string) {
    super({
      happened: `The setting ${setting} of "${model}" holds characters that appcmd did not write as UTF-8.`,
      untouched: 'Nothing was taken over from it and nothing was changed.',
      todo: 'Name another model, or none and give the settings themselves.',
    })
  }
}

/** @throws UnreadableModel */
export function checkModel(model: string, element: XmlElement): void {
  for (const [setting, value] of Object.entries(element.attributes))
    if (value.includes('\ufffd')) throw new UnreadableModel(model, setting)
  for (const child of element.children) checkModel(model, child)
}
