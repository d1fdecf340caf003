import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { IisHost } from './iis-host.js'
import type { IisOptions } from './iis-options.js'
import type { SiteModule } from './site-module.js'

/**
 * Runs a simulated IIS as a process of its own until standard input ends or SIGTERM or SIGINT comes; workers end with
 * it. Prints one line `{"adminPort":…,"binFolder":…}` when it is ready. Each line on standard input is
 * `{"configure":{…}}` and is answered by `{"configured":true}` or `{"error":"…"}`.
 * @param argvJson the options as JSON
 */
export async function runIisHostProcess(argvJson: string, modules: readonly SiteModule[] = []): Promise<void> {
  const host = await IisHost.start(JSON.parse(argvJson) as IisOptions, modules)
  const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)
  print({ adminPort: host.adminPort, binFolder: host.binFolder })
  const lines = createInterface({ input: process.stdin })
  lines.on('line', (line) => print(obey(host, line)))
  await Promise.race([once(lines, 'close'), once(process, 'SIGTERM'), once(process, 'SIGINT')])
  lines.close()
  process.stdin.destroy()
  await host.stop()
}

function obey(host: IisHost, line: string): { configured: true } | { error: string } {
  try {
    const command = JSON.parse(line) as { configure?: Partial<IisOptions> }
    if (!command.configure) return { error: `Unknown command: ${line}` }
    host.configure(command.configure)
    return { configured: true }
  } catch (error) {
    return { error: (error as Error).message }
  }
}
