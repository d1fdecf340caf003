import { access, constants, mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Machine } from './tentacle.js'

const inherited = ['HOME', 'LANG', 'LC_ALL', 'LOGNAME', 'SHELL', 'TMPDIR', 'TZ', 'USER']
/** Nothing listens there, so that a call to a local address that goes through the proxy fails. */
const deadProxy = 'http://127.0.0.1:9'
const noProxy = 'no-proxy.invalid'

/**
 * The environment of a script: a few of this process's own names, the machine's, and the proxy settings that Calamari
 * adds in both spellings. The machine's come last.
 */
export async function scriptEnvironment(machine: Machine): Promise<Record<string, string>> {
  const environment: Record<string, string> = {}
  for (const name of inherited) {
    const value = process.env[name]
    if (value !== undefined) environment[name] = value
  }
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) environment[name] = deadProxy
  environment['NO_PROXY'] = environment['no_proxy'] = noProxy
  environment['ProgramData'] = path.join(machine.folder, 'ProgramData')
  Object.assign(environment, machine.environment)
  environment['PATH'] = [...machine.path, machine.environment?.['PATH'] ?? process.env['PATH'] ?? ''].join(
    path.delimiter,
  )
  await mkdir(environment['ProgramData'], { recursive: true })
  return environment
}

/** @returns the program's path, undefined when no folder on PATH holds it */
export async function findOnPath(
  program: string,
  { PATH = '' }: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  for (const folder of PATH.split(path.delimiter)) {
    const candidate = path.join(folder, program)
    const executable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (folder && executable) return candidate
  }
  return undefined
}
