import { OctopusFailed } from '../octopus-failed.js'

/** The server took a template, and holds something else than what was sent. */
export class StoredDifferently extends OctopusFailed {
  constructor(name: string, differences: readonly string[]) {
    super({
      happened: `The server has stored "${name}" in another form than it was sent: ${differences.join(', ')}.`,
      untouched: 'Processes still use the version that they used before.',
      todo: 'Compare the template in Octopus with the file in step-templates, and report it with the version of the server.',
    })
  }
}
