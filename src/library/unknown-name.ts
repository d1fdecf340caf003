import { nearestNames } from './nearest-names.js'
import { OctopusFailed } from './octopus-failed.js'

/** Nothing has the name that was given. */
export class UnknownName extends OctopusFailed {
  /** @param kind as people call it, e.g. `space`, `project`, `target role` */
  constructor(kind: string, name: string, names: readonly string[]) {
    const near = nearestNames(name, names).map((each) => `"${each}"`)
    super({
      happened: `There is no ${kind} "${name}".`,
      untouched: 'Nothing was changed.',
      todo:
        near.length > 0
          ? `Did you mean ${near.join(' or ')}?`
          : names.length > 0
            ? `There are: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}.`
            : `The key sees no ${kind} at all: it may lack the permission to.`,
    })
  }
}
