import type { Turn } from './deployment.js'
import type { LoadProcess } from './load/load-process-client.js'
import type { LongKind } from './load/long.js'

const kinds: readonly LongKind[] = ['download', 'upload', 'websocket']
/** So that they are in flight before the switch, and outlast its proof. */
const seconds = 6

/** Begins one transfer of each kind before the first run of each switch; the load process keeps their results. */
export function transfersBefore(load: LoadProcess): (turn: Turn, release: string) => void {
  const begun = new Set<string>()
  return ({ machine, action }, release) => {
    const which = `${machine.name} ${release}`
    if (!action.step.startsWith('switch-') || begun.has(which)) return
    begun.add(which)
    for (const kind of kinds) load.long(machine.name, kind, seconds)
  }
}
