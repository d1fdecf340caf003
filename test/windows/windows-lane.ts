import { afterAll, beforeAll, describe } from 'vitest'
import { Windows } from '../../src/simulators/windows/windows.js'
import { missingForWindows } from '../../src/simulators/windows/wine.js'

const missing = await missingForWindows()

/** Tests on a Windows machine that Wine plays; where it cannot be played they are skipped, and `npm run verify` says why. */
export function onWindows(name: string, tests: (windows: () => Windows) => void): void {
  describe.skipIf(missing !== undefined)(name, () => {
    let windows: Windows | undefined
    beforeAll(async () => {
      windows = await Windows.start()
    }, 300_000)
    afterAll(() => windows?.stop())
    tests(() => {
      if (!windows) throw new Error('The Windows machine is not running.')
      return windows
    })
  })
}
