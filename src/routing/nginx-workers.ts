import { readFile } from 'node:fs/promises'
import { findProgram } from '../machine/find-program.js'
import type { Log } from '../machine/log.js'
import { ProgramFailed } from '../machine/program-failed.js'
import { runProgram } from '../machine/run-program.js'

/** A worker process of NGINX; `startedAt` tells it from a later process with its id. */
export type NginxWorker = { readonly pid: number; readonly startedAt: string }

const isWindows = process.platform === 'win32'
const windowsLimitMs = 30_000

const ifGone = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined
  throw error
}

/** Undefined: there is no such process, or it has ended and its parent has not noticed yet. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(ifGone)
  // After the program's name in brackets, which may hold anything: state is field 3, start time is field 22.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields && !/^[ZX]/.test(fields[0] ?? '') ? fields[19] : undefined
}

const titleOf = async (pid: number): Promise<string> =>
  ((await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(ifGone)) ?? '').replaceAll('\0', ' ').trim()

/** The process id of a running NGINX; undefined where there is none. */
export async function masterOf(log: Log, pidFile: string): Promise<number | undefined> {
  const pid = Number((await readFile(pidFile, 'utf8').catch(ifGone))?.trim() || Number.NaN)
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
  if (isWindows) return (await windowsProcesses(log, `ProcessId=${pid}`)).length > 0 ? pid : undefined
  return (await startOf(pid)) !== undefined && (await titleOf(pid)).includes('nginx') ? pid : undefined
}

/** The workers of a master, those that only finish their requests included. */
export async function workersOf(log: Log, master: number): Promise<NginxWorker[]> {
  if (isWindows) return windowsProcesses(log, `ParentProcessId=${master}`)
  const list = (await readFile(`/proc/${master}/task/${master}/children`, 'utf8').catch(ifGone)) ?? ''
  const workers: NginxWorker[] = []
  for (const pid of list.trim().split(/\s+/).filter(Boolean).map(Number)) {
    const [startedAt, title] = [await startOf(pid), await titleOf(pid)]
    if (startedAt !== undefined && !/cache (manager|loader)/.test(title)) workers.push({ pid, startedAt })
  }
  return workers
}

/** Which of them still run. */
export async function stillRunning(log: Log, workers: readonly NginxWorker[]): Promise<NginxWorker[]> {
  if (workers.length === 0) return []
  if (isWindows) {
    const now = await windowsProcesses(log)
    return workers.filter(({ pid, startedAt }) =>
      now.some((other) => other.pid === pid && other.startedAt === startedAt),
    )
  }
  const starts = await Promise.all(workers.map(({ pid }) => startOf(pid)))
  return workers.filter(({ startedAt }, index) => starts[index] === startedAt)
}

/**
 * Whether a worker takes no new connections any more. It says so in its title, right before it closes its listening sockets;
 * on Windows there are no titles.
 */
export const isLeaving = async ({ pid }: NginxWorker): Promise<boolean> =>
  !isWindows && /shutting down/.test(await titleOf(pid))

/** Prints process id and start of each nginx that the filter means. Works in Windows PowerShell 5.1. */
export const processesScript = (filter: string) =>
  `Get-CimInstance -ClassName Win32_Process -ErrorAction Stop -Filter '${filter.replaceAll("'", "''")}' | ForEach-Object { '{0} {1}' -f $_.ProcessId, $_.CreationDate.Ticks }`

/** NOT VERIFIED: NGINX on Windows was not at hand. @throws ProgramFailed */
async function windowsProcesses(log: Log, and?: string): Promise<NginxWorker[]> {
  const script = processesScript(["Name='nginx.exe'", ...(and ? [and] : [])].join(' and '))
  const result = await runProgram(
    log,
    findProgram('powershell'),
    ['-NoProfile', '-NonInteractive', '-Command', script],
    { timeoutMs: windowsLimitMs },
  )
  if (result.exitCode !== 0) throw new ProgramFailed('powershell Get-CimInstance Win32_Process', result)
  return [...result.stdout.matchAll(/^(\d+) (\d+)\s*$/gm)].map(([, pid = '', startedAt = '']) => ({
    pid: Number(pid),
    startedAt,
  }))
}
