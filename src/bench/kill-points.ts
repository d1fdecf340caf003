import { projectFolder } from '../rehearsal/project-folder.js'
import { runTests } from '../verify/run-tests.js'
import type { Subject } from './subject.js'

const limitMs = 3 * 3_600_000

/** All points; `npm run verify` leaves out those that differ little from others. */
export const killPoints: Subject = {
  name: 'kill-points',
  title: 'Steps killed at, or hit by a failure at, every effect',
  how: 'Each step of a deployment is killed before and after each of its effects (a program started, a write, a rename, a deletion, a request), in the middle of each write and of each program, and made to fail there: each exit code of appcmd, a full disk, denied access, a file that is busy for 3 s, requests that are cut off, a clock that jumps an hour. Then it is run again, and the machine compared with one where nothing happened, while a client asks every 5 ms.',
  async measure() {
    const { points, failed } = await runTests(projectFolder(), 'inherit', {
      only: ['test/steps/kill-points'],
      env: { BLUEGREEN_KILL_POINTS: 'all' },
      limitMs,
    })
    return {
      head: ['', 'held', 'of'],
      rows: points.map(({ what, held, of }) => [what, String(held), String(of)]),
      bars: [
        {
          says: 'every point holds',
          holds: failed.length === 0 && points.length > 0 && points.every(({ held, of }) => held === of),
        },
      ],
    }
  },
}
