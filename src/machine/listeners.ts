import { open } from 'node:fs/promises'
import { findProgram } from './find-program.js'
import type { Log } from './log.js'
import { ProgramFailed } from './program-failed.js'
import { runProgram } from './run-program.js'

const netstatLimitMs = 30_000
/** The kernel gives a page at a time, whatever is asked for. */
const procBytes = 4_096

/** Of the process "System", in whose name http.sys listens: for IIS, and for other programs that share their ports with it. */
const systemPid = 4

/**
 * Every TCP port that something on this machine listens on, at any of its addresses.
 * @param httpSys false: without those of Windows' own http.sys
 * @throws ProgramFailed on Windows
 */
export async function listeningPorts(
  log: Log,
  { httpSys = true }: { readonly httpSys?: boolean } = {},
): Promise<Set<number>> {
  const lists = process.platform === 'win32' ? await netstatLists(log, httpSys) : await procLists()
  return new Set(lists.flat())
}

async function netstatLists(log: Log, httpSys: boolean): Promise<number[][]> {
  const list = async (protocol: 'TCP' | 'TCPv6') => {
    const result = await runProgram(log, findProgram('netstat'), ['-ano', '-p', protocol], {
      timeoutMs: netstatLimitMs,
    })
    if (result.exitCode !== 0) throw new ProgramFailed(`netstat -ano -p ${protocol}`, result)
    return netstatListeners(result.stdout, httpSys ? undefined : systemPid)
  }
  return Promise.all([list('TCP'), list('TCPv6')])
}

const procLists = () => Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(listeningIn))

async function listeningIn(path: string): Promise<number[]> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined // without IPv6
    throw error
  })
  if (!file) return []
  try {
    const buffer = Buffer.alloc(procBytes)
    for (let text = ''; ; ) {
      const { bytesRead } = await file.read(buffer)
      const page = buffer.toString('latin1', 0, bytesRead)
      text += page
      if (bytesRead === 0 || endsListeners(page)) return procListeners(text)
    }
  } finally {
    await file.close()
  }
}

/**
 * Ports of `netstat -ano`: states and headings are in Windows' language, but a listener's foreign port is always 0.
 * @param butOf a process whose listeners do not count
 * @see https://learn.microsoft.com/windows-server/administration/windows-commands/netstat
 */
export function netstatListeners(text: string, butOf?: number): number[] {
  return [...text.matchAll(/^\s*TCP\s+\S+:(\d+)\s+\S+:0\s(?:.*\D(\d+)[ \t]*$)?/gim)]
    .filter(([, , pid]) => butOf === undefined || Number(pid) !== butOf)
    .map(([, port]) => Number(port))
}

/** Ports of /proc/net/tcp in state 0A (listening). @see https://docs.kernel.org/networking/proc_net_tcp.html */
export function procListeners(text: string): number[] {
  return [...text.matchAll(/^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} 0A /gm)].map((match) =>
    Number.parseInt(match[1] ?? '', 16),
  )
}

/**
 * Whether a part of /proc/net/tcp has a socket in another state: what listens comes first. What follows is not read to its end, for it
 * may be 100,000 connections, and the kernel looks through a table as large as its memory allows to find them.
 */
export const endsListeners = (part: string): boolean =>
  /^\s*\d+: [0-9A-F]+:[0-9A-F]{4} [0-9A-F]+:[0-9A-F]{4} (?!0A)[0-9A-F]{2} /m.test(part)
