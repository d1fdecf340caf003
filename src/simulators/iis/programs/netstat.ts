import { readFileSync } from 'node:fs'
import type { ProgramAnswer } from './program-answer.js'

const tables: Readonly<Record<string, { file: string; any: string }>> = {
  tcp: { file: '/proc/net/tcp', any: '0.0.0.0' },
  tcpv6: { file: '/proc/net/tcp6', any: '[::]' },
}

/** Knows exactly `netstat -ano -p TCP` and `-p TCPv6`, and of their answers the listeners: those of this machine, each as if at any address. */
export function runNetstat(args: string[]): ProgramAnswer {
  const [, protocol = ''] = /^-ano -p (\w+)$/i.exec(args.join(' ')) ?? []
  const table = tables[protocol.toLowerCase()]
  if (!table) return { exitCode: 1, stdout: `The simulated netstat does not know: ${args.join(' ')}\r\n` }
  const lines = listeners(table.file).map((port) => {
    const local = `${table.any}:${port}`.padEnd(22)
    return `  TCP    ${local} ${`${table.any}:0`.padEnd(22)} LISTENING       4\r\n`
  })
  const head =
    '\r\nActive Connections\r\n\r\n  Proto  Local Address          Foreign Address        State           PID\r\n'
  return { exitCode: 0, stdout: head + lines.join('') }
}

/** @see https://docs.kernel.org/networking/proc_net_tcp.html */
function listeners(file: string): number[] {
  const rows = readFileSync(file, 'latin1').matchAll(/^\s*\d+: \w+:(\w{4}) \w+:\w{4} 0A /gm)
  return [...rows].map(([, port = '']) => Number.parseInt(port, 16))
}
