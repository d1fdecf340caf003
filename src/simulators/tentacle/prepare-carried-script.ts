import { chmod, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { readCarriedScript } from './powershell-body.js'
import type { Script } from './run-script.js'

/**
 * Without a PowerShell: starts node as the body would, its loader as the argument, parameters and script on standard input
 * in the lines that PowerShell pipes (CR LF). What the body refuses itself (no such Node, a NUL) fails with a message.
 * @throws NotSimulated when the body is not of the form that can be read
 */
export async function prepareCarriedScript(
  workFolder: string,
  body: string,
  variables: readonly [string, string][],
): Promise<Script> {
  const { names, missing, payload, loader } = readCarriedScript(body.replaceAll('\r\n', '\n'))
  await writeFile(path.join(workFolder, 'Script.ps1'), `\ufeff${body}`)
  const values = new Map(variables.map(([name, value]) => [name.toLowerCase(), value]))
  const pairs: string[] = []
  for (const name of names) {
    const value = values.get(name.toLowerCase())
    if (value?.includes('\0')) return failing(`Parameter '${name}' holds a NUL character.`)
    if (value !== undefined || missing === 'empty') pairs.push(`${name}\0${value ?? ''}\0`)
  }
  const lines = [Buffer.from(pairs.join('')).toString('base64'), ...payload.split('\n')]
  return {
    program: await nodeOf(values),
    args: ['-e', loader],
    input: lines.map((line) => `${line}\r\n`).join(''),
    encoding: 'oem',
  }
}

/** Where the body looks for Node, in that order. A project variable that nobody set is still a reference. */
async function nodeOf(values: ReadonlyMap<string, string>): Promise<string> {
  const given = values.get('bg.nodepath') ?? ''
  if (given !== '' && !/^#\{[^}]*\}$/.test(given)) return given
  const folder = values.get('octopus.action.package[node].extractedpath')
  if (folder === undefined) return 'node'
  const program = path.join(folder, 'node.exe')
  await chmod(program, 0o755).catch(() => {}) // Windows asks for no right to execute
  return program
}

const failing = (message: string): Script => ({
  program: 'bash',
  args: ['-c', 'printf "%s\\n" "$1" >&2; exit 1', 'bash', message],
  encoding: 'oem',
})
