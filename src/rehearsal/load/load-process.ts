import { createInterface } from 'node:readline'
import { Load } from './load.js'
import type { LoadCommand, LoadEvent, LongCommand } from './load-messages.js'
import type { LoadOptions } from './load-options.js'
import type { Long } from './long.js'

const reportEveryMs = 250

/**
 * The load generator as a process of its own, so that other work does not disturb its clock: commands as JSON lines on
 * standard input, events as JSON lines on standard output. Resolves after `stop`; exits with 1 when its input ends
 * before, which means that whoever started it is gone.
 */
export async function runLoadProcess(): Promise<void> {
  // Ctrl-C reaches every process at the terminal; this one is stopped by the one that started it.
  process.on('SIGINT', () => {})
  process.stdout.on('error', () => process.exit(1))
  await import('ws') // takes long enough to be seen in the latency of requests, if it came among them
  const lines = createInterface({ input: process.stdin })
  lines.on('close', () => process.exit(1))
  return new Promise<void>((resolve, reject) => {
    let work: Work | undefined
    lines.on('line', (line) => {
      const command: LoadCommand = JSON.parse(line)
      if ('load' in command) work = begin(command.load)
      else if (!work) throw new Error('The first line has to be {"load": …}.')
      else if ('phase' in command) work.load.phase(command.phase.machine, command.phase.name)
      else if ('long' in command) startLong(work, command.long)
      else if ('closeLong' in command) work.longs.get(command.closeLong)?.close()
      else {
        lines.removeAllListeners('close')
        end(work).then(resolve, reject)
      }
    })
  }).finally(() => lines.close())
}

/** The load and what is told of it. */
type Work = {
  readonly options: LoadOptions
  readonly load: Load
  readonly longs: Map<number, Long>
  readonly report: () => void
  readonly reporting: NodeJS.Timeout
}

function begin(options: LoadOptions): Work {
  const load = Load.start(options)
  load.onLost = (lost) => tell({ lost })
  const report = () => tell({ samples: load.takeSamples(), counters: load.counters })
  tell({ started: true })
  return { options, load, longs: new Map(), report, reporting: setInterval(report, reportEveryMs) }
}

function startLong({ options, load, longs }: Work, { id, machine, kind, seconds, bytes }: LongCommand): void {
  const target = options.targets.find((each) => each.machine === machine)
  if (!target) throw new Error(`No target is called "${machine}".`)
  const long = load.startLong(target, kind, seconds, bytes)
  longs.set(id, long)
  long.done.then((result) => tell({ longDone: { id, result } }))
}

async function end({ load, report, reporting }: Work): Promise<void> {
  const { samples: _, longs: __, latencyMs: ___, lost, mixed, ...rest } = await load.stop()
  clearInterval(reporting)
  report()
  tell({ stopped: { ...rest, lost: lost.length, mixed: mixed.length } })
}

function tell(event: LoadEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`)
}
