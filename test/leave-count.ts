import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { type CountKind, countsOf } from '../src/verify/counts.js'

/** For the summary of `npm run verify`, which names a folder for it. */
export function leaveCount(kind: CountKind, count: object): void {
  const [all, file] = [process.env['BLUEGREEN_COUNTS'], expect.getState().testPath]
  if (!all || !file) return
  const folder = countsOf(all, file)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, `${kind}-${randomBytes(8).toString('hex')}.json`), JSON.stringify(count))
}
