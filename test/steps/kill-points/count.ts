import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'

/** For the summary of `npm run verify`, which names a folder for it. */
export function count(what: string, held: number, of: number): void {
  const folder = process.env['BLUEGREEN_COUNTS']
  if (folder)
    writeFileSync(path.join(folder, `${randomBytes(8).toString('hex')}.json`), JSON.stringify({ what, held, of }))
}
