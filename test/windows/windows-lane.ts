import { afterAll, beforeEach, describe } from 'vitest'
import { Windows } from '../../src/simulators/windows/windows.js'
import { missingForWindows } from '../../src/simulators/windows/wine.js'

const missing = await missingForWindows()

/**
 * Tests on a Windows machine that Wine plays; where it cannot be played they are skipped, and `npm run verify` says why. When Wine's
 * own server ends in the middle, which is no fault of what is tested, there is a new machine, and a test that failed is tried again.
 */
export function onWindows(name: string, tests: (windows: () => Windows) => void): void {
  let starting: Promise<Windows> | undefined
  let windows: Windows | undefined
  const retry = { count: 1, condition: /the Windows machine went away/ }

  describe.skipIf(missing !== undefined)(name, { retry }, () => {
    beforeEach(async () => {
      if (windows?.wentAway !== undefined) {
        process.stderr.write(`Wine's server ended (${windows.wentAway}): there is a new Windows machine.\n`)
        const gone = windows
        windows = starting = undefined
        await gone.stop()
      }
      starting ??= Windows.start()
      windows = await starting
    }, 300_000)
    afterAll(() => windows?.stop())
    tests(() => {
      if (!windows) throw new Error('The Windows machine is not running.')
      return windows
    })
  })
}
