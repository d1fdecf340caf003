import { isSameName, type Sites } from './iis.js'

/** The names of the sites that use an application pool, in their root or below it, besides one. */
export const otherUsers = (iis: Sites, pool: string, besides: string): string[] =>
  iis.sites
    .filter(
      ({ name, applications }) => !isSameName(name, besides) && applications.some((one) => isSameName(one.pool, pool)),
    )
    .map(({ name }) => name)

export const poolShared = (pool: string, others: readonly string[]): string =>
  `The application pool ${pool} serves the site ${others.join(', ')} as well`
