import type { Call } from './call.js'

/** What differs by machine and by run, and has a name in a transcript. */
export type Surroundings = {
  readonly platform: NodeJS.Platform
  /** By name, e.g. `root`: shown as `{root}`, with `/` in what follows. */
  readonly folders: Readonly<Record<string, string>>
  /** By name, e.g. `port1`. */
  readonly ports: Readonly<Record<string, number>>
}

/**
 * A call as it would look on any machine: process ids, site ids, GUIDs, times, ports, machine names and folders have names
 * instead of values.
 */
export function normalise(call: Call, around: Surroundings): Call {
  const program = programName(call.program)
  const plain = (text: string) => withoutValues(withPorts(withFolders(withLetters(text), around), around))
  return {
    program,
    args: call.args.map(plain),
    stdin: plain(call.stdin),
    stdout: plain(lineEnds(program, call.stdout)),
    stderr: plain(lineEnds(program, call.stderr)),
    exitCode: around.platform === 'win32' ? call.exitCode : windowsExitCode(program, call.exitCode),
  }
}

/** `C:\Windows\System32\inetsrv\appcmd.exe` is `appcmd`. */
const programName = (program: string): string =>
  (program.split(/[\\/]/).at(-1) ?? '').replace(/\.(?:exe|com)$/i, '').toLowerCase()

/** NGINX ends its lines as its system does. */
const lineEnds = (program: string, text: string): string =>
  program === 'nginx' ? text.replace(/\r?\n/g, '\r\n') : text

/** Exit codes of Windows that have more than eight bits, as Linux sees them. */
const wideExitCodes: Readonly<Record<number, number>> = { 144: 1168, 216: 4312, 38: 1062, 190: 1726 }

/** A simulated appcmd on Linux can tell only eight bits of the code that Windows would see. */
const windowsExitCode = (program: string, exitCode: number | undefined): number | undefined =>
  program === 'appcmd' && exitCode !== undefined ? (wideExitCodes[exitCode] ?? exitCode) : exitCode

/** In XML, what is not ASCII goes through as a number. */
const withLetters = (text: string): string =>
  text.replace(/&#x([0-9a-f]+);/gi, (whole, digits: string) => {
    const code = Number.parseInt(digits, 16)
    return code > 0x7f && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })

/** What can be the rest of a path behind a folder. */
const rest = '(?:[\\\\/][^\\\\/"\'<>|?*;,\\r\\n)]*)*'

function withFolders(text: string, { platform, folders }: Surroundings): string {
  const longestFirst = Object.entries(folders).sort(([, one], [, other]) => other.length - one.length)
  let shown = text
  for (const [name, folder] of longestFirst) {
    const either = escapedForRegExp(folder).replace(/\\\\|\//g, '[\\\\/]')
    const there = new RegExp(`(?:\\\\\\\\\\?\\\\)?${either}(${rest})(?![\\w-])`, platform === 'win32' ? 'gi' : 'g')
    shown = shown.replace(there, (_whole, below: string) => `{${name}}${below.replaceAll('\\', '/')}`)
  }
  return shown
}

const escapedForRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function withPorts(text: string, { ports }: Surroundings): string {
  const names = new Map(Object.entries(ports).map(([name, port]) => [String(port), name]))
  return text.replace(/(?<![\d.])\d{2,5}(?![\d.]*\d)/g, (digits) =>
    names.has(digits) ? `{${names.get(digits)}}` : digits,
  )
}

const values: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '{guid}'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '{time}'],
  [/\b\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d\.\d+/g, '{time}'],
  [/(?<=[\\/])\.?([^\\/]+)\.\d+\.[0-9a-f]{8}\.blue-green-tmp/g, '$1.tmp'],
  // Sites have ids that are never used again.
  [/(SITE\.ID="|<site [^>]*\bid="|\(id:|\/id:)\d+/g, '$1{id}'],
  [/(WP\.NAME="|WP "|W3WP\()\d+/g, '$1{pid}'],
  [/(REQUEST\.NAME="|REQUEST ")[0-9a-f]+/g, '$1{request}'],
  [/(\bTime="|time:)\d+/g, '$1{ms}'],
  [/(\\\\)[\w-]+(?=\\[^\\]+\([^)]*\)\\)/g, '$1{machine}'],
  [/"\d+\.\d{6}"/g, '"{number}"'],
  [/\bServerTasks-\d+/g, 'ServerTasks-{number}'],
]

const withoutValues = (text: string): string =>
  values.reduce((shown, [pattern, name]) => shown.replace(pattern, name), text)
