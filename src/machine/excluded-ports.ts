import { findProgram } from './find-program.js'
import type { Log } from './log.js'
import { ProgramFailed } from './program-failed.js'
import { ProgramMissing } from './program-missing.js'
import { runProgram } from './run-program.js'

/** `from` and `to` belong to the range. */
export type ExcludedPorts = { from: number; to: number; why: 'excluded by Windows' | 'reserved for a URL' }

const netshLimitMs = 30_000

/**
 * Ports that Windows keeps back although nothing listens on them. On a machine without netsh: none.
 * @throws ProgramFailed, ProgramTimeout
 * @see https://learn.microsoft.com/windows-server/networking/technologies/netsh/netsh-http
 */
export async function excludedPorts(log: Log): Promise<ExcludedPorts[]> {
  const netsh = netshHere()
  if (netsh === undefined) {
    log.verbose('No netsh on this machine: no port ranges excluded, no URLs reserved.')
    return []
  }
  const answer = async (args: readonly string[]) => {
    const result = await runProgram(log, netsh, args, { timeoutMs: netshLimitMs })
    if (result.exitCode !== 0) throw new ProgramFailed(`netsh ${args.join(' ')}`, result)
    return result.stdout
  }
  const ranges = await answer(['interface', 'ipv4', 'show', 'excludedportrange', 'protocol=tcp'])
  const urls = await answer(['http', 'show', 'urlacl'])
  return [...excludedRanges(ranges), ...reservedUrls(urls)]
}

/**
 * The lines of two numbers; all else is headings in Windows' language. A range with a star (`netsh interface ipv4 add excludedportrange`)
 * is only kept from programs that ask for any port: who names a port of it gets it, and an administrator may have reserved it for
 * these very slots. Ranges without one (Hyper-V, WinNAT) refuse everybody. From the pages below; not verified on a Windows.
 * @see https://support.microsoft.com/help/3039044 https://developerload.com/what-is-administered-port-exclusions-in-windows-10
 */
export function excludedRanges(text: string): ExcludedPorts[] {
  return [...text.matchAll(/^[^\S\n]*(\d+)[^\S\n]+(\d+)[^\S\n]*$/gm)].map(([, from, to]) => ({
    from: Number(from),
    to: Number(to),
    why: 'excluded by Windows',
  }))
}

/** The ports of all URLs in the text, each once, such as `http://+:5985/wsman/` or `https://[::1]:443/`. */
export function reservedUrls(text: string): ExcludedPorts[] {
  const ports = [...text.matchAll(/\bhttps?:\/\/(?:\[[^\]\s]*\]|[^\s/:]+):(\d+)(?::[^\s/]*)?\//gi)].map(([, port]) =>
    Number(port),
  )
  return [...new Set(ports)].map((port) => ({ from: port, to: port, why: 'reserved for a URL' }))
}

function netshHere(): string | undefined {
  try {
    return findProgram('netsh')
  } catch (error) {
    if (error instanceof ProgramMissing) return undefined
    throw error
  }
}
