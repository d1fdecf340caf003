import path from 'node:path'
import type { Scene, Trial, Turn } from './scene.js'

/** The moment of the switch: right after it the pool of the new slot is stopped. An administrator starts it again before the next run. */
export function newSlotDies({ machine }: Scene, { step }: Turn, effects: readonly string[]): readonly Trial[] {
  const at = effects.find((effect) =>
    /^(rename|delete) .*\/(front\/web\.config|green\.flag|upstream\.conf) \(1\)$/.test(effect),
  )
  if (!step.startsWith('switch') || at === undefined) return []
  const program = path.join(machine.host.binFolder, 'appcmd')
  return [
    {
      at,
      action: { do: 'run', program, args: ['stop', 'apppool', '/apppool.name:MyApp-1.2.0'] },
      fails: true,
      repair: () => machine.appcmd('start', 'apppool', 'MyApp-1.2.0'),
    },
  ]
}
