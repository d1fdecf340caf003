import { OctopusFailed } from '../octopus-failed.js'

/** 403. */
export class NoPermission extends OctopusFailed {
  /** Octopus's name of it, e.g. `ActionTemplateEdit`; undefined when the server did not say. */
  readonly permission: string | undefined

  constructor(what: string, said: string) {
    const permission = /Missing permission: (\w+)/.exec(said)?.[1]
    super({
      happened: permission
        ? `The key's user lacks the permission ${permission} ("${what}").`
        : `The key's user may not do this ("${what}"): ${said}`,
      untouched: 'The server refused, so this was not done.',
      todo: permission
        ? `Give the user a role with ${permission} in this space (Octopus: Configuration, Teams), or use another key. "doctor" shows all that is missing.`
        : 'Give the user what is missing, or use another key. "doctor" shows all that is missing.',
    })
    this.permission = permission
  }
}
