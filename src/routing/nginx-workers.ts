import { readdirSync, readFileSync } from 'node:fs'
import { findProgram } from '../machine/find-program.js'
import type { Log } from '../machine/log.js'
import { ProgramFailed } from '../machine/program-failed.js'
import { runProgram } from '../machine/run-program.js'
import { readIfThere } from '../slots/read-if-there.js'

/** A worker process of NGINX; `startedAt` tells it from a later process with its id. */
export type NginxWorker = { readonly pid: number; readonly startedAt: string }

const isWindows = process.platform === 'win32'
const windowsLimitMs = 30_000

const gone = ['ENOENT', 'ESRCH']
/** Of somebody else's processes, too, where this machine shows each user only its own. */
const goneOrHidden = [...gone, 'EPERM', 'EACCES']

/** A file about a process, which is in memory. @param nothing the errors that say that there is none */
function procFile(pid: number, name: string, nothing = gone): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch (error) {
    if (nothing.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

/** Undefined, too, when it has ended and its parent has not noticed yet. */
function processAt(pid: number, nothing = gone): { readonly parent: number; readonly startedAt: string } | undefined {
  const stat = procFile(pid, 'stat', nothing)
  // After the program's name in brackets, which may hold anything: state is field 3, parent field 4, start time field 22.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  const [state = 'X', parent] = fields
  return /^[ZX]/.test(state) ? undefined : { parent: Number(parent), startedAt: fields[19] ?? '' }
}

/** How a process was started, or what it says of itself; empty on Windows. */
export const titleOf = (pid: number): string => (procFile(pid, 'cmdline') ?? '').replaceAll('\0', ' ').trim()

/** The process id of a running NGINX; undefined where there is none. */
export async function masterOf(log: Log, pidFile: string): Promise<number | undefined> {
  const pid = Number((await readIfThere(pidFile))?.trim() || Number.NaN)
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
  if (isWindows) return (await windowsProcesses(log, `ProcessId=${pid}`)).length > 0 ? pid : undefined
  return processAt(pid) && titleOf(pid).includes('nginx') ? pid : undefined
}

/** The workers of a master, those that only finish their requests included. */
export async function workersOf(log: Log, master: number): Promise<NginxWorker[]> {
  if (isWindows) return windowsProcesses(log, `ParentProcessId=${master}`)
  // Not the kernel's own list of a process's children: it may leave some out while others end (proc(5)), and not every kernel has it.
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name)
    const found = Number.isInteger(pid) ? processAt(pid, goneOrHidden) : undefined
    if (found?.parent !== master || /cache (manager|loader)/.test(titleOf(pid))) return []
    return [{ pid, startedAt: found.startedAt }]
  })
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
  return workers.filter(({ pid, startedAt }) => processAt(pid)?.startedAt === startedAt)
}

/**
 * Whether a worker takes no new connections any more. It says so in its title, right before it closes its listening sockets;
 * on Windows there are no titles.
 */
export const isLeaving = ({ pid }: NginxWorker): boolean => !isWindows && /shutting down/.test(titleOf(pid))

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
