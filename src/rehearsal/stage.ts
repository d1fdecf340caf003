import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { LoadOptions } from './load/load-options.js'
import { LoadProcess } from './load/load-process-client.js'
import { type SimulatedMachine, startMachine } from './machine.js'
import type { RehearsalOptions } from './options.js'

/** What a rehearsal runs on: a temporary folder, machines and a load generator, all processes of their own. */
export type Stage = {
  readonly folder: string
  readonly machines: readonly SimulatedMachine[]
  /** Aborted when the rehearsal is interrupted, or when a process of the stage dies. */
  readonly signal: AbortSignal
  /** @throws what the signal was aborted with, at once */
  unlessAborted<T>(work: Promise<T>): Promise<T>
  startLoad(options: LoadOptions): Promise<LoadProcess>
  /** Ends every process, and deletes the folder unless it is to be kept. */
  close(): Promise<void>
}

/** @param self this program: the simulators and the load generator are subcommands of it */
export async function openStage(
  { tentacles, router, start, adopt, roundTripMs, soak, keep }: RehearsalOptions,
  self: readonly string[],
  interrupted: AbortSignal,
): Promise<Stage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'octopus-blue-green-'))
  const dying = new AbortController()
  const onDied = (error: Error) => dying.abort(error)
  const machines: SimulatedMachine[] = []
  let load: LoadProcess | undefined
  const close = async () => {
    load?.removeAllListeners('died')
    load?.kill()
    await Promise.all(machines.map((machine) => machine.stop()))
    if (!keep) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  await chmod(folder, 0o755) // NGINX's workers are another user
  const names = Array.from({ length: tentacles }, (_, index) => `web-${index + 1}`)
  const starts = await Promise.allSettled(
    names.map(async (name) => {
      const about = { name, folder: path.join(folder, name), router, self, start, adopt, roundTripMs, onDied }
      const machine = await startMachine(about)
      machines.push(machine)
    }),
  )
  machines.sort((one, other) => names.indexOf(one.name) - names.indexOf(other.name))
  const failed = starts.find((each) => each.status === 'rejected')
  if (failed) {
    await close()
    throw failed.reason
  }
  const signal = AbortSignal.any([interrupted, dying.signal])
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })
  aborted.catch(() => {})
  return {
    folder,
    machines,
    signal,
    unlessAborted: (work) => Promise.race([work, aborted]),
    close,
    async startLoad(options) {
      load = await LoadProcess.start([...self, 'load'], options, { keepsSamples: soak === undefined })
      load.on('died', onDied)
      return load
    },
  }
}
