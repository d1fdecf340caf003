import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'
import { ProgramMissing } from './program-missing.js'

/** Windows' own programs are taken from Windows' folder, so that nobody's PATH decides what runs as administrator. */
const ofWindows: Readonly<Record<string, readonly string[]>> = {
  // A 32-bit process sees the real System32 as sysnative; for a 64-bit one there is no such folder.
  appcmd: ['sysnative\\inetsrv\\appcmd.exe', 'System32\\inetsrv\\appcmd.exe'],
  chcp: ['System32\\chcp.com'],
  netsh: ['System32\\netsh.exe'],
  netstat: ['System32\\netstat.exe'],
  icacls: ['System32\\icacls.exe'],
  taskkill: ['System32\\taskkill.exe'],
  typeperf: ['System32\\typeperf.exe'],
  powershell: ['System32\\WindowsPowerShell\\v1.0\\powershell.exe'],
}

const todos: Readonly<Record<string, string>> = {
  appcmd: 'Install IIS with its management scripts and tools (Web-Server, Web-Scripting-Tools) on this machine.',
  nginx: 'Install NGINX on this machine, or put its folder on the PATH of the Tentacle.',
}

/** Where `name` may be, best first. */
export function programPlaces(name: string, platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  if (platform !== 'win32') return pathFolders(env['PATH'], ':').map((folder) => path.posix.join(folder, name))
  const known = ofWindows[name]
  if (known) {
    const windows = env['windir'] || env['SystemRoot'] || 'C:\\Windows'
    return known.map((place) => path.win32.join(windows, place))
  }
  const file = /\.exe$/i.test(name) ? name : `${name}.exe`
  return pathFolders(env['PATH'] ?? env['Path'], ';').map((folder) => path.win32.join(folder, file))
}

/** The whole path of a program, by its name without `.exe`; a path is taken as it is. @throws ProgramMissing */
export function findProgram(name: string): string {
  const places = /[\\/]/.test(name) ? [name] : programPlaces(name, process.platform, process.env)
  const found = places.find(isProgram)
  if (found !== undefined) return found
  const todo = todos[name] ?? `Install ${name} on this machine, or put its folder on the PATH of the Tentacle.`
  throw new ProgramMissing(name, todo)
}

export function hasProgram(name: string): boolean {
  return programPlaces(name, process.platform, process.env).some(isProgram)
}

// A relative or empty entry of PATH would mean whatever folder the step happens to run in.
function pathFolders(value: string | undefined, separator: ':' | ';'): string[] {
  const { isAbsolute } = separator === ';' ? path.win32 : path.posix
  return (value ?? '').split(separator).filter((folder) => isAbsolute(folder))
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
