import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { bashBootstrap } from './bash-bootstrap.js'
import { newKeyHex } from './encrypted.js'
import type { Script } from './run-script.js'

/**
 * Writes Script.sh (LF, no byte order mark) and its bootstrap, which sources it without `set -e`.
 * @param mode `array`: octopus_parameters is filled when the body's text contains `octopus_parameters[`
 */
export async function prepareBash(
  workFolder: string,
  body: string,
  variables: readonly [string, string][],
  mode: 'lookup' | 'array',
): Promise<Script> {
  const keyHex = newKeyHex()
  const fillArray = mode === 'array' && body.includes('octopus_parameters[')
  const bootstrap = 'source "$(pwd)/Configure.sh"\nshift\nsource "$(pwd)/Script.sh"\n'
  await writeFile(path.join(workFolder, 'Configure.sh'), bashBootstrap(keyHex, variables, fillArray))
  await writeFile(path.join(workFolder, 'Bootstrap.sh'), `#!/bin/bash\n${bootstrap}`)
  await writeFile(path.join(workFolder, 'Script.sh'), body.replaceAll('\r\n', '\n'))
  return { program: 'bash', args: ['Bootstrap.sh', keyHex], encoding: 'utf8' }
}
