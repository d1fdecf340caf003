import { findProgram } from '../machine/find-program.js'
import type { Log } from '../machine/log.js'
import { ProgramMissing } from '../machine/program-missing.js'
import { runProgram } from '../machine/run-program.js'

export type Counted = number | 'unsupported'

/** `active`: requests in the workers; `queued`: waiting for one. */
export type RequestCounters = { readonly active: Counted; readonly queued: Counted }

const unsupported: RequestCounters = { active: 'unsupported', queued: 'unsupported' }
const timeoutMs = 30_000

/**
 * IIS's performance counters for a pool, through typeperf; it takes about a second. The names of counters are localised:
 * where they are not English, or a counter is missing, it is unsupported. Built from captured output of typeperf and the
 * documented names, not verified with IIS's counters on Windows.
 * @param pids the pool's workers
 * @see https://learn.microsoft.com/windows-server/administration/windows-commands/typeperf
 */
export async function activeRequests(log: Log, pool: string, pids: readonly number[]): Promise<RequestCounters> {
  if (/[()#\\/*]/.test(pool)) return unsupported // such names are altered in a counter's path
  const workers = pids.map((pid) => `\\W3SVC_W3WP(${pid}_${pool})\\Active Requests`)
  const queue = `\\HTTP Service Request Queues(${pool})\\CurrentQueueSize`
  const stdout = await counterSample(log, [...workers, queue])
  if (stdout === undefined) return unsupported
  const values = countersFrom(stdout)
  return {
    active: sum(workers.map((path) => values.get(path.toLowerCase()))),
    queued: sum([values.get(queue.toLowerCase())]),
  }
}

async function counterSample(log: Log, paths: readonly string[]): Promise<string | undefined> {
  try {
    const { exitCode, stdout } = await runProgram(log, findProgram('typeperf'), [...paths, '-sc', '1'], { timeoutMs })
    return exitCode === 0 ? stdout : undefined
  } catch (error) {
    if (error instanceof ProgramMissing) return undefined
    throw error
  }
}

/** The values of typeperf's only sample by counter path, in lower case and without the machine; those without a value are left out. */
export function countersFrom(stdout: string): Map<string, number> {
  const [header, sample] = stdout.split(/[\r\n]+/).filter((line) => line.startsWith('"'))
  const values = new Map<string, number>()
  const numbers = cells(sample ?? '')
  for (const [index, path] of cells(header ?? '').entries()) {
    const text = numbers[index] ?? ''
    const value = Number(text)
    if (index > 0 && /\d/.test(text) && value >= 0) values.set(path.replace(/^\\\\[^\\]+/, '').toLowerCase(), value)
  }
  return values
}

const cells = (line: string): string[] => [...line.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '')

const sum = (values: readonly (number | undefined)[]): Counted =>
  values.length === 0 || values.includes(undefined)
    ? 'unsupported'
    : values.reduce<number>((all, one) => all + (one ?? 0), 0)
