import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CallRecorder } from '../transcripts/call-recorder.js'
import type { LoadOptions } from './load/load-options.js'
import { LoadProcess } from './load/load-process-client.js'
import type { RehearsalOptions } from './options.js'
import { projectFolder } from './project-folder.js'
import { startRealMachine } from './real/real-machine.js'
import type { MachineOptions, RehearsalMachine } from './rehearsal-machine.js'
import { startSimulatedMachine } from './simulated-machine.js'

/** What a rehearsal runs on: a temporary folder, machines and a load generator. */
export type Stage = {
  readonly folder: string
  readonly machines: readonly RehearsalMachine[]
  /** Of what the steps start, where that is wanted. */
  readonly recorder: CallRecorder | undefined
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
  { tentacles, router, start, adopt, soak, keep, transcript, ...real }: RehearsalOptions,
  self: readonly string[],
  interrupted: AbortSignal,
): Promise<Stage> {
  const folder = await mkdtemp(path.join(real.iis ? readableByWorkers() : tmpdir(), 'octopus-blue-green-'))
  const dying = new AbortController()
  const onDied = (error: Error) => dying.abort(error)
  const machines: RehearsalMachine[] = []
  let load: LoadProcess | undefined
  const close = async () => {
    load?.removeAllListeners('died')
    load?.kill()
    await Promise.all(machines.map((machine) => machine.stop()))
    if (!keep) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  await chmod(folder, 0o755) // NGINX's workers are another user
  const preload = path.join(projectFolder(), 'dist', 'record-calls.js')
  const recorder = transcript === undefined ? undefined : new CallRecorder(preload, path.join(folder, 'calls'))
  const names = Array.from({ length: tentacles }, (_, index) => `web-${index + 1}`)
  const starts = await Promise.allSettled(
    names.map(async (name) => {
      const about: MachineOptions = {
        ...{ name, folder: path.join(folder, name), router, self, adopt, onDied },
        ...(recorder ? { recorder } : {}),
      }
      machines.push(
        real.iis
          ? await startRealMachine({ ...about, powershell: real.powershell, besideOtherSites: !!real.besideOtherSites })
          : await startSimulatedMachine({ ...about, start }),
      )
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
    recorder,
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

/** Accounts of application pools cannot read an administrator's temporary folder. */
const readableByWorkers = (): string =>
  process.platform === 'win32' ? `${process.env['SystemDrive'] ?? 'C:'}\\` : tmpdir()
