import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expandVariables, type StartCommand } from './start-command.js'

export type LaunchOptions = {
  /** Of the simulated IIS: logs and process ids are kept there. */
  folder: string
  pool: string
  physicalPath: string
  environment: Record<string, string>
}

const folderVariable = 'IIS_SIMULATOR_FOLDER'

/** Starts an application in a process group of its own; its output goes to `logs/<pool>.log`. */
export function launchApplication(command: StartCommand, port: number, options: LaunchOptions): ChildProcess {
  const environment = {
    ...workerEnvironment(options),
    PORT: String(port),
    ASPNETCORE_PORT: String(port),
    HTTP_PLATFORM_PORT: String(port),
    ...options.environment,
    ...command.environment,
  }
  const args = command.args.map((arg) => expandVariables(arg, environment))
  const log = openLog(options)
  const child = spawn(expandVariables(command.program, environment), args, {
    cwd: options.physicalPath,
    env: environment,
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  return remember(child, options.folder)
}

/** A worker without a process of the application: static files and modules. It ends with this process. */
export function launchNative(options: LaunchOptions): ChildProcess {
  const child = spawn('cat', [], {
    env: workerEnvironment(options),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.stdin?.on('error', () => {})
  return remember(child, options.folder)
}

/** The whole tree of the worker gets the signal. */
export function signalWorker(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) signalGroup(child.pid, signal)
}

/** Kills workers that a host which was itself killed has left behind. */
export function killLeftovers(folder: string): void {
  const pids = join(folder, 'workers')
  mkdirSync(pids, { recursive: true })
  for (const name of readdirSync(pids)) {
    if (isWorkerOf(folder, Number(name))) signalGroup(Number(name), 'SIGKILL')
    rmSync(join(pids, name), { force: true })
  }
}

function remember(child: ChildProcess, folder: string): ChildProcess {
  const { pid } = child
  if (pid === undefined) return child
  const file = join(folder, 'workers', String(pid))
  writeFileSync(file, '')
  child.once('exit', () => {
    signalGroup(pid, 'SIGKILL') // what the application started and left
    rmSync(file, { force: true })
  })
  return child
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // it has ended
  }
}

function isWorkerOf(folder: string, pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${folderVariable}=${folder}`)
  } catch {
    return false
  }
}

function workerEnvironment({ folder, pool }: LaunchOptions): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, NODE_CHANNEL_FD: __, ...environment } = process.env
  return { ...environment, APP_POOL_ID: pool, [folderVariable]: folder }
}

function openLog({ folder, pool }: LaunchOptions): number {
  mkdirSync(join(folder, 'logs'), { recursive: true })
  return openSync(join(folder, 'logs', `${pool.replace(/[^\w.-]/g, '_')}.log`), 'a')
}
