import { hostname } from 'node:os'
import type { Activation } from '../activation.js'
import type { ProgramAnswer } from './program-answer.js'

/** Knows exactly `typeperf "<counter>" ["<counter>" …] -sc 1`, or `-sc 1` first; counters that do not exist are left out. */
export function runTypeperf(args: string[], activation: Activation, now: Date): ProgramAnswer {
  const at = args.indexOf('-sc')
  const counters = args.filter((_, index) => index !== at && index !== at + 1)
  const isKnown = at >= 0 && args[at + 1] === '1' && counters.every((path) => path.startsWith('\\'))
  if (!isKnown || counters.length === 0) {
    return failed(`Unrecognized arguments: ${args.join(' ')} (the simulated typeperf knows only counters and -sc 1).`)
  }
  const found = counters.flatMap((path) => {
    const value = counterValue(path, activation)
    return value === undefined ? [] : [{ path, value }]
  })
  if (found.length === 0) return failed('No valid counters.')
  const header = ['(PDH-CSV 4.0)', ...found.map(({ path }) => `\\\\${hostname()}${path}`)]
  const values = [timeStamp(now), ...found.map(({ value }) => value.toFixed(6))]
  const csv = (cells: string[]) => cells.map((cell) => `"${cell}"`).join(',')
  const end = 'Exiting, please wait...                         \r\nThe command completed successfully.\r\n\r\r'
  return { exitCode: 0, stdout: `\r\n${csv(header)}\r\n${csv(values)}\r\n${end}` }
}

function counterValue(path: string, activation: Activation): number | undefined {
  const [, queue] = /^\\HTTP Service Request Queues\((.+)\)\\CurrentQueueSize$/i.exec(path) ?? []
  if (queue !== undefined) return activation.pool(queue)?.queueSize()
  const [, pid, poolName] = /^\\W3SVC_W3WP\((\d+)_(.+)\)\\Active Requests$/i.exec(path) ?? []
  const isIt = (pool: string) => pool.toLowerCase() === poolName?.toLowerCase()
  return activation.workers().find(({ pool, worker }) => isIt(pool) && String(worker.pid) === pid)?.worker.requests.size
}

const failed = (text: string): ProgramAnswer => ({ exitCode: 4294967295, stdout: `\r\nError:\r\n${text}\r\n` })

/** 09/22/2026 21:42:32.824 */
function timeStamp(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const date = `${two(now.getMonth() + 1)}/${two(now.getDate())}/${now.getFullYear()}`
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`
  return `${date} ${time}.${String(now.getMilliseconds()).padStart(3, '0')}`
}
