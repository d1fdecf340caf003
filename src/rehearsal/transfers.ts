import type { Turn } from './deployment.js'
import type { LoadProcess } from './load/load-process-client.js'
import type { LongKind } from './load/long.js'
import type { Recording } from './recording.js'

const kinds: readonly LongKind[] = ['download', 'upload', 'events', 'websocket']
const leastSeconds = 6
const mostSeconds = 30

/** So that they are in flight before the switch and outlast its proof, on a slow machine too. */
export const transferSeconds = (slowestProofMs: number): number =>
  Math.min(mostSeconds, Math.max(leastSeconds, Math.ceil((3 * slowestProofMs) / 1000)))

/** In one deployment: begins one transfer of each kind before the first run of each switch; the load process keeps their results. */
export function transfersBefore(load: LoadProcess, recording: Recording): (turn: Turn) => void {
  const begun = new Set<string>()
  return ({ machine, action }) => {
    if (!action.step.startsWith('switch-') || begun.has(machine.name)) return
    begun.add(machine.name)
    const seconds = transferSeconds(recording.slowestProofMs)
    for (const kind of kinds) load.long(machine.name, kind, seconds)
  }
}
