import { readFile } from 'node:fs/promises'
import { findProgram } from './find-program.js'
import type { Log } from './log.js'
import { ProgramFailed } from './program-failed.js'
import { runProgram } from './run-program.js'

const netstatLimitMs = 30_000

/** Every TCP port that something on this machine listens on, at any of its addresses. @throws ProgramFailed on Windows */
export async function listeningPorts(log: Log): Promise<Set<number>> {
  const lists = process.platform === 'win32' ? await netstatLists(log) : await procLists()
  return new Set(lists.flat())
}

async function netstatLists(log: Log): Promise<number[][]> {
  const list = async (protocol: 'TCP' | 'TCPv6') => {
    const result = await runProgram(log, findProgram('netstat'), ['-ano', '-p', protocol], {
      timeoutMs: netstatLimitMs,
    })
    if (result.exitCode !== 0) throw new ProgramFailed(`netstat -ano -p ${protocol}`, result)
    return netstatListeners(result.stdout)
  }
  return Promise.all([list('TCP'), list('TCPv6')])
}

async function procLists(): Promise<number[][]> {
  const withoutIpV6 = (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  }
  const texts = [readFile('/proc/net/tcp', 'utf8'), readFile('/proc/net/tcp6', 'utf8').catch(withoutIpV6)]
  return (await Promise.all(texts)).map(procListeners)
}

/**
 * Ports of `netstat -ano`: states and headings are in Windows' language, but a listener's foreign port is always 0.
 * @see https://learn.microsoft.com/windows-server/administration/windows-commands/netstat
 */
export function netstatListeners(text: string): number[] {
  return [...text.matchAll(/^\s*TCP\s+\S+:(\d+)\s+\S+:0\s/gim)].map((match) => Number(match[1]))
}

/** Ports of /proc/net/tcp in state 0A (listening). @see https://docs.kernel.org/networking/proc_net_tcp.html */
export function procListeners(text: string): number[] {
  return [...text.matchAll(/^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} 0A /gm)].map((match) =>
    Number.parseInt(match[1] ?? '', 16),
  )
}
