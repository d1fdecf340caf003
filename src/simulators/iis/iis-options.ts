import type { Drives } from './drives.js'

/** How a simulated IIS behaves. Everything but `folder` can be changed while it runs. */
export type IisOptions = {
  /** State: `applicationHost.config`, `bin/`, worker logs. Survives a stop, as a disk survives a reboot. */
  folder: string
  /** Where the drives of physical paths are, such as `C:` → `/somewhere/drive_c`; default none: paths are of this machine. */
  drives?: Drives
  /** How an application starts whose web.config names no process, e.g. `node server.js`. Default: static files. */
  startCommand?: string
  /** Whether the Request Monitor feature is installed; without it `list requests` fails. Default true. */
  requestMonitor?: boolean
  /** How many state reads of a new site or pool are blank or unknown. Default 1. */
  blankStateReads?: number
  /** How many `start apppool` of a new pool fail with 4312. Default 0. */
  startPoolNotReady?: number
  /** Probability 0..1 that a commit fails with 32, after the success text was printed. Default 0. */
  sharingViolations?: number
  /** Probability 0..1 that `list wp` fails with 1726. Default 0. */
  rpcFailures?: number
  /** Whether any commit restarts applications that lack `disallowRotationOnConfigChange=true`. Default false. */
  restartsWorkersOnCommit?: boolean
  /** How long a running site waits for bindings that a commit gave it, after those of earlier sites were taken away. Default 0. */
  newBindingMs?: number
  /** For `netsh interface ipv4 show excludedportrange`, both ends included. Default none. */
  excludedPortRanges?: [number, number][]
  /** For `netsh http show urlacl`, e.g. `http://+:5985/wsman/`. Default none. */
  urlReservations?: string[]
  /** Of the random failures. Default 1. */
  seed?: number
}

export type IisSettings = Required<Omit<IisOptions, 'startCommand'>> & { startCommand: string | undefined }

export const withDefaults = (options: IisOptions): IisSettings => ({
  drives: {},
  requestMonitor: true,
  blankStateReads: 1,
  startPoolNotReady: 0,
  sharingViolations: 0,
  rpcFailures: 0,
  restartsWorkersOnCommit: false,
  newBindingMs: 0,
  excludedPortRanges: [],
  urlReservations: [],
  seed: 1,
  startCommand: undefined,
  ...options,
})
