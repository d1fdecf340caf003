import { type NodeVersion, nodePackages } from '../../src/simulators/windows/node-packages.js'
import { wineVersion } from '../../src/simulators/windows/wine.js'
import type { WindowsCount } from '../../src/verify/windows-lane.js'
import { leaveCount } from '../leave-count.js'
import type { Seen } from '../steps/polling-client.js'

export async function countWindows(node: NodeVersion, seen: readonly Seen[]): Promise<void> {
  const count: WindowsCount = {
    node: nodePackages[node].version,
    wine: await wineVersion(),
    requests: seen.length,
    lost: seen.filter(({ problem }) => problem !== undefined).length,
  }
  leaveCount('windows', count)
}
