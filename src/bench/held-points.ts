import { projectFolder } from '../rehearsal/project-folder.js'
import { addedUp } from '../verify/point-counts.js'
import { runTests, type Some } from '../verify/run-tests.js'
import type { Table } from './subject.js'

/**
 * Runs tests that count what they try, side by side, and tells how much of it held.
 * @param says what holds when every one did
 * @param least so many have to be tried
 */
export async function heldPoints(
  runs: readonly Required<Omit<Some, 'mostAgain'>>[],
  { says, least = 1 }: { says: string; least?: number },
): Promise<Table> {
  const tested = await Promise.all(runs.map((some) => runTests(projectFolder(), 'inherit', some)))
  const points = addedUp(tested.flatMap((each) => each.points))
  const failed = tested.flatMap((each) => each.failed)
  const allHeld = points.every(({ held, of }) => held === of)
  const tried = points.reduce((sum, { of }) => sum + of, 0)
  return {
    head: ['', 'held', 'of'],
    rows: points.map(({ what, held, of }) => [what, String(held), String(of)]),
    bars: [{ says, holds: failed.length === 0 && allHeld && tried >= least }],
  }
}
