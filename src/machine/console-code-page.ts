import { findProgram } from './find-program.js'
import type { Log } from './log.js'

const limitMs = 10_000

let known: Promise<number | undefined> | undefined

/**
 * The code page in which programs of Windows write where they are started without a window, as all are here: that of a new console.
 * Asked once. Undefined where that is not to be had.
 * @see https://learn.microsoft.com/windows-server/administration/windows-commands/chcp
 */
export function consoleCodePage(log: Log): Promise<number | undefined> {
  known ??= asked(log)
  return known
}

/** Its text is in Windows' language; the number is the page. */
async function asked(log: Log): Promise<number | undefined> {
  try {
    const program = findProgram('chcp')
    const [{ execFile }, { promisify }] = await Promise.all([import('node:child_process'), import('node:util')])
    const options = { timeout: limitMs, windowsHide: true, encoding: 'latin1' } as const
    const { stdout } = await promisify(execFile)(program, [], options)
    const page = /\d+/.exec(stdout)?.[0]
    log.verbose(`${program}: exit code 0, code page ${page}`)
    return page === undefined ? undefined : Number(page)
  } catch (error) {
    log.verbose(`The code page of this machine is not to be had: ${error instanceof Error ? error.message : error}`)
    return undefined
  }
}
