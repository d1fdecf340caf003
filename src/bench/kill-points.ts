import { heldPoints } from './held-points.js'
import type { Subject } from './subject.js'

const limitMs = 3 * 3_600_000

/** All points; `npm run verify` leaves out those that differ little from others. */
export const killPoints: Subject = {
  name: 'kill-points',
  title: 'Steps killed at, or hit by a failure at, every effect',
  how: 'Each step of a deployment is killed before and after each of its effects (a program started, a write, a rename, a deletion, a request), in the middle of each write and of each program, and made to fail there: each exit code of appcmd, a full disk, denied access, a file that is busy for 3 s, requests that are cut off, a clock that jumps an hour. Then it is run again, and the machine compared with one where nothing happened, while a client asks every 5 ms.',
  measure: () =>
    heldPoints([{ only: ['test/steps/kill-points'], env: { BLUEGREEN_KILL_POINTS: 'all' }, limitMs }], {
      says: 'every point holds',
    }),
}
