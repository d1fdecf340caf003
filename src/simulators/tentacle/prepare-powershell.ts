import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { newKeyHex } from './encrypted.js'
import { powerShellBootstrap } from './powershell-bootstrap.js'
import type { Script } from './run-script.js'

/** Writes Script.ps1 (UTF-8 with a byte order mark) and the bootstrap that runs it with a real pwsh. */
export async function preparePowerShell(
  workFolder: string,
  body: string,
  variables: readonly [string, string][],
  pwsh: string,
): Promise<Script> {
  const keyHex = newKeyHex()
  const bootstrap = path.join(workFolder, 'Bootstrap.ps1')
  await writeFile(bootstrap, `\ufeff${powerShellBootstrap(keyHex, variables)}`)
  await writeFile(path.join(workFolder, 'Script.ps1'), `\ufeff${body}`)
  const args = [
    '-NoLogo',
    '-NoProfile',
    '-NonInteractive',
    '-ExecutionPolicy',
    'Unrestricted',
    '-File',
    bootstrap,
    keyHex,
  ]
  return { program: pwsh, args, encoding: 'oem' }
}
