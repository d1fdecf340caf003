import { OctopusFailed } from '../octopus-failed.js'

/** The space's library lacks templates that the process is made of. */
export class NotImported extends OctopusFailed {
  constructor(names: readonly string[], space: string) {
    super({
      happened: `The library of the space "${space}" does not have ${names.map((name) => `"${name}"`).join(', ')}.`,
      untouched: 'Nothing was changed.',
      todo: 'Run "import" first.',
    })
  }
}
