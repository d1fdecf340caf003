import { readCounts } from './counts.js'

/** How many points at which steps were killed, or made to fail, ended as they should. */
export type PointCount = { readonly what: string; readonly held: number; readonly of: number }

/** What tests have left in the folder that `BLUEGREEN_COUNTS` names to them. */
export const readPointCounts = async (folder: string): Promise<PointCount[]> =>
  addedUp(await readCounts<PointCount>(folder, 'points'))

/** One of each that was counted. */
export function addedUp(counts: readonly PointCount[]): PointCount[] {
  return [...new Set(counts.map(({ what }) => what))].sort().map((what) => {
    const same = counts.filter((count) => count.what === what)
    const sum = (number: 'held' | 'of') => same.reduce((all, count) => all + count[number], 0)
    return { what, held: sum('held'), of: sum('of') }
  })
}

/** A line of the summary. */
export const pointsLine = ({ what, held, of }: PointCount): string => `${what}: ${held} of ${of} held`
