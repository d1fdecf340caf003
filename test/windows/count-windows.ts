import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { type NodeVersion, nodePackages } from '../../src/simulators/windows/node-packages.js'
import { wineVersion } from '../../src/simulators/windows/wine.js'
import { type WindowsCount, windowsCountPrefix } from '../../src/verify/windows-lane.js'
import type { Seen } from '../steps/polling-client.js'

/** For the summary of `npm run verify`, which names a folder for it. */
export async function countWindows(node: NodeVersion, seen: readonly Seen[]): Promise<void> {
  const folder = process.env['BLUEGREEN_COUNTS']
  if (!folder) return
  const count: WindowsCount = {
    node: nodePackages[node].version,
    wine: await wineVersion(),
    requests: seen.length,
    lost: seen.filter(({ problem }) => problem !== undefined).length,
  }
  writeFileSync(path.join(folder, `${windowsCountPrefix}${randomBytes(8).toString('hex')}.json`), JSON.stringify(count))
}
