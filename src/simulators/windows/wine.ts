import { access, constants, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { execa } from 'execa'
import { programNames } from '../iis/programs/program-clients.js'
import { send } from '../tentacle/process-tree.js'

/** Debian's place: the `wine` on PATH is a script that may ask for the 32-bit Wine. */
const wine64 = '/usr/lib/wine/wine64'
export const compiler = 'x86_64-w64-mingw32-gcc'

const packages: Readonly<Record<string, string>> = {
  wineserver: 'wine',
  [wine64]: 'wine64',
  [compiler]: 'gcc-mingw-w64-x86-64-win32',
}

/** Programs of Windows that a machine here has from us. */
const ownPrograms = [...[...programNames, 'taskkill'].map((name) => `${name}.exe`), 'chcp.com']

/**
 * Without random places in memory, also for all that is started by it: where Wine's loader has its heap at the one address that Windows'
 * shared data need, a program does not start ("failed to map the shared user data"; 2 of 3,000).
 * @see https://man7.org/linux/man-pages/man8/setarch.8.html
 */
const inOrder = ['setarch', 'x86_64', '--addr-no-randomize'] as const

/** How long Wine's server outlives the last Windows program, in seconds. */
const serverStaysS = 30
const startLimitMs = 120_000

/** Debian's packages that lack here for playing Windows. */
export async function missingWinePackages(): Promise<string[]> {
  const isThere = async (program: string) => (path.isAbsolute(program) ? isProgram(program) : isOnPath(program))
  const found = await Promise.all(Object.keys(packages).map(isThere))
  return Object.values(packages).filter((_, index) => !found[index])
}

/** Why this machine cannot play Windows; undefined: it can. */
export async function missingForWindows(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'Wine is used on Linux only'
  if (process.arch !== 'x64') return `the processor here is ${process.arch}, and Wine runs programs of its own one`
  const missing = await missingWinePackages()
  if (missing.length > 0) return `this machine lacks ${missing.join(', ')}`
  const ended = await execa(inOrder[0], [...inOrder.slice(1), 'true'], { reject: false, timeout: startLimitMs })
  return ended.failed
    ? `this machine does not allow ${inOrder.join(' ')}, which Wine needs to start reliably`
    : undefined
}

/** @param prefix the folder that plays the Windows machine: its drive C is `drive_c` in it */
export const wineEnvironment = (prefix: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  WINEPREFIX: prefix,
  WINEARCH: 'win64',
  WINEDEBUG: '-all',
  // Neither .NET nor a browser is asked for, and no menu of the desktop is touched; ours instead of Wine's own silent stubs.
  WINEDLLOVERRIDES: `mscoree=;mshtml=;winemenubuilder.exe=;${ownPrograms.join(',')}=n`,
  HOME: prefix,
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
})

/** Nothing of this process is handed down but `/dev/null`: the services that the first program starts keep what they inherit open. */
const inBackground = (prefix: string) =>
  ({ env: wineEnvironment(prefix), extendEnv: false, stdio: 'ignore', timeout: startLimitMs, reject: false }) as const

/**
 * Starts Wine's server of a prefix that was used before, where no other one runs. Without it the programs of the machine wait for ever: Wine 8's server was
 * once seen to be gone while they ran. @returns how it ended, when it has @throws Error when it does not come up
 */
export async function startServer(prefix: string): Promise<{ readonly ended: Promise<string> }> {
  const server = execa('wineserver', ['-f', `-p${serverStaysS}`], { ...inBackground(prefix), timeout: 0 })
  let end: string | undefined
  const ended = server.then(({ exitCode, signal }) => (end = signal ?? `exit code ${exitCode}`))
  const deadline = performance.now() + startLimitMs
  while (!(await isServed(prefix))) {
    if (end !== undefined) throw new Error(`Wine's server of ${prefix} did not come up: ${end}.`)
    if (performance.now() > deadline) throw new Error(`Wine's server of ${prefix} was not up after ${startLimitMs} ms.`)
    await pause(20)
  }
  return { ended }
}

/** Whether a server has the prefix: a signal 0 for it. */
const isServed = async (prefix: string) => !(await execa('wineserver', ['-k0'], inBackground(prefix))).failed

/** Kills the Windows programs of a machine whose server is gone: they would wait for it for ever. */
export async function killPrograms(prefix: string): Promise<void> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
    if (environment.split('\0').includes(`WINEPREFIX=${prefix}`)) send(Number(pid), 'SIGKILL')
  }
}

/** One of Wine's own programs, to its end. @throws Error when it fails */
export async function runInBackground(prefix: string, ...command: readonly string[]): Promise<void> {
  const [program, ...args] = [...inOrder, wine64, ...command]
  const ended = await execa(program, args, inBackground(prefix))
  if (ended.failed) throw new Error(`Wine's ${command.join(' ')} failed: ${ended.shortMessage}`)
}

/** A Windows program that runs until it is killed or ends by itself. */
export const startInBackground = (prefix: string, ...command: readonly string[]) =>
  execa(inOrder[0], [...inOrder.slice(1), wine64, ...command], { ...inBackground(prefix), timeout: 0 })

/** Ends the machine: all its programs at once. */
export const stopWine = async (prefix: string): Promise<void> => {
  await execa('wineserver', ['-k', '-w'], inBackground(prefix))
}

/** Such as `8.0`. */
export async function wineVersion(): Promise<string> {
  const { stdout } = await execa(wine64, ['--version'], { timeout: startLimitMs })
  return /\d[\d.]*/.exec(stdout)?.[0] ?? stdout
}

const isProgram = (file: string) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  )

async function isOnPath(program: string): Promise<boolean> {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter))
    if (folder !== '' && (await isProgram(path.join(folder, program)))) return true
  return false
}
