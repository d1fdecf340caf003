import { rootFolder, type Site } from '../../iis/iis.js'

/** Folders in which rehearsals and contract tests make their sites. */
const madeFor = /[\\/](?:octopus-blue-green|iis-under-test)-[A-Za-z0-9]{6}[\\/]/

/** Whether a rehearsal or a contract test has made this site, maybe one that was killed. */
export const isOfRehearsal = (site: Site): boolean => madeFor.test(rootFolder(site) ?? '')

/** The sites of this machine that somebody else has made. */
export const otherSites = (sites: readonly Site[]): Site[] => sites.filter((site) => !isOfRehearsal(site))

/** An IIS with other people's sites is no place for tests. */
export class OtherSites extends Error {
  override name = 'OtherSites'

  /** @param leave how to say that the tests may run all the same */
  constructor(others: readonly Site[], leave: string) {
    super(
      `This IIS has ${others.length === 1 ? 'a site' : `${others.length} sites`} that no rehearsal and no test has made: ${others.map(({ name }) => `"${name}"`).join(', ')}. Nothing was changed. Use a machine that nobody needs; or, if what is on this one may be disturbed, ${leave}.`,
    )
  }
}
