import { fromCodePage } from './code-page.js'
import { consoleCodePage } from './console-code-page.js'
import type { Log } from './log.js'

/**
 * What a program wrote: UTF-8 where it is that, which no text of a code page is by chance that says anything; else, on Windows, in the code
 * page of its console. What cannot be read becomes U+FFFD.
 */
export async function programText(bytes: Buffer, log: Log): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    const page = process.platform === 'win32' ? await consoleCodePage(log) : undefined
    return (page === undefined ? undefined : fromCodePage(bytes, page)) ?? bytes.toString('utf8')
  }
}
