import { AsyncLocalStorage } from 'node:async_hooks'
import child_process from 'node:child_process'
import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { PassThrough, type Writable } from 'node:stream'
import timers from 'node:timers/promises'

/** Starts a program of the simulated machine. @returns its exit code as this system shows it, and its output */
export type RunProgram = (program: string, args: string[], stdin: string) => Promise<{ code: number; stdout: string }>

export type Life = {
  readonly environment: Readonly<Record<string, string>>
  readonly program: RunProgram
  readonly output: (text: string) => void
  /** After how many effects on the world outside it is killed; undefined: it lives to its end. */
  readonly killedAfter: number | undefined
}

export type Script = (process: NodeJS.Process, require: NodeJS.Require) => Promise<void>

const here = new AsyncLocalStorage<VirtualProcess>()
const killed = 137
/** Above every id that Linux gives to a process. */
let lastPid = 2 ** 22

/**
 * A step's script that runs in this process as if it were one of its own: its standard output, its programs, its process id and its
 * exit code are its own, and it can be killed. What it does is what the script does; only starting it takes no time.
 */
export class VirtualProcess {
  readonly pid = ++lastPid
  readonly life: Life
  readonly #closeAll = new Set<() => void>()
  #effects = 0
  isDead = false
  #die: () => void = () => {}

  private constructor(life: Life) {
    this.life = life
  }

  /** @returns its exit code; 137 when it was killed */
  static async run(script: Script, life: Life): Promise<{ pid: number; exitCode: number }> {
    const one = new VirtualProcess(life)
    const { pid } = one
    const seen = Object.create(process, {
      pid: { value: pid },
      env: { value: { ...life.environment } },
      argv: { value: ['node', 'script'] },
      exitCode: { value: 0, writable: true },
    }) as NodeJS.Process
    const death = new Promise<number>((resolve) => {
      one.#die = () => resolve(killed)
    })
    const end = here.run(one, () => script(seen, require)).then(() => Number(seen.exitCode))
    const exitCode = await Promise.race([end, death])
    one.isDead = true
    for (const close of one.#closeAll) close()
    return { pid, exitCode }
  }

  /** One effect on the world outside: the process may be killed right after it. */
  effect(): void {
    this.#effects += 1
    if (this.#effects !== this.life.killedAfter) return
    this.isDead = true
    this.#die()
  }

  /** What it has open goes with it. */
  owns(close: () => void): void {
    this.#closeAll.add(close)
  }
}

const never = new Promise<never>(() => {})

type Act = (...args: never[]) => unknown

/** A function that a dead process gets no answer from. @param isEffect it changes the world outside */
function mortal<F extends Act>(real: F, isEffect: (...args: Parameters<F>) => boolean): F {
  return async function (this: unknown, ...args: Parameters<F>) {
    const one = here.getStore()
    if (!one) return real.apply(this, args)
    if (one.isDead) return never
    try {
      const result = await real.apply(this, args)
      if (isEffect(...args)) one.effect()
      if (!one.isDead) return result
    } catch (error) {
      if (!one.isDead) throw error
    }
    return never
  } as unknown as F
}

const always = () => true
const not = () => false
const writes = (_file: unknown, flags: string | number = 'r') =>
  typeof flags === 'number' ? (flags & 3) !== 0 : /[wa+]/.test(flags)

let isPatched = false

/** Makes this process one in which scripts can run so. Whatever does not belong to one is as it was. */
export async function allowVirtualProcesses(): Promise<void> {
  if (isPatched) return
  isPatched = true
  const { promises } = fs
  const handle = await promises.open(import.meta.filename)
  const handles = Object.getPrototypeOf(handle) as Record<string, Act>
  await handle.close()
  for (const name of ['writeFile', 'write', 'appendFile', 'chmod', 'utimes', 'truncate'])
    handles[name] = mortal(handles[name] as Act, always)
  for (const name of ['read', 'readFile', 'stat', 'sync', 'close']) handles[name] = mortal(handles[name] as Act, not)

  const own = promises as unknown as Record<string, Act>
  const changing = ['rename', 'rm', 'unlink', 'rmdir', 'mkdir', 'symlink', 'chmod', 'utimes', 'lutimes', 'writeFile']
  for (const name of changing) own[name] = mortal(own[name] as Act, always)
  for (const name of ['lstat', 'stat', 'readFile', 'readdir', 'readlink', 'realpath', 'opendir', 'access'])
    own[name] = mortal(own[name] as Act, not)
  const open = mortal(promises.open.bind(promises), writes)
  promises.open = async (...args) => {
    const opened: FileHandle = await open(...args)
    here.getStore()?.owns(() => void opened.close().catch(() => {}))
    return opened
  }
  timers.setTimeout = mortal(timers.setTimeout as Act, not) as typeof timers.setTimeout

  const { writeSync } = fs
  fs.writeSync = ((fd: number, bytes: Uint8Array, ...rest: never[]) => {
    const one = here.getStore()
    if (!one || fd !== 1) return (writeSync as (...args: unknown[]) => number)(fd, bytes, ...rest)
    if (!one.isDead) one.life.output(Buffer.from(bytes).toString('utf8'))
    return bytes.length
  }) as typeof fs.writeSync

  // The priority of this process is everybody's.
  const { setPriority } = os
  os.setPriority = (...args: [number, number?]) =>
    here.getStore() ? undefined : (setPriority as (...all: unknown[]) => void)(...args)

  child_process.spawn = started(child_process.spawn) as unknown as typeof child_process.spawn
  http.request = requested(http.request)
  const { listen } = net.Server.prototype
  net.Server.prototype.listen = function (this: net.Server, ...args: never[]) {
    const one = here.getStore()
    one?.owns(() => this.close())
    this.once('listening', () => one?.effect())
    return (listen as Act).apply(this, args)
  } as unknown as typeof listen
  syncBuiltinESMExports()
}

type SpawnOptions = { readonly stdio: readonly string[] }

function started(spawn: typeof child_process.spawn) {
  return (program: string, args: string[], options: SpawnOptions): unknown => {
    const one = here.getStore()
    if (!one) return spawn(program, args, options as child_process.SpawnOptions)
    const stdin = new PassThrough()
    const child = Object.assign(new EventEmitter(), {
      stdin,
      stdout: new PassThrough(),
      stderr: new PassThrough(),
      stdio: [] as Writable[],
    })
    const text: Buffer[] = []
    stdin.on('data', (chunk: Buffer) => text.push(chunk))
    stdin.on('end', async () => {
      if (one.isDead) return
      const name = path.basename(program)
      const { code, stdout } = await here.exit(() => one.life.program(name, args, Buffer.concat(text).toString('utf8')))
      one.effect()
      if (one.isDead) return
      child.stderr.resume().end()
      child.stdout.once('end', () => child.emit('close', code, null))
      child.stdout.end(stdout)
      child.emit('exit', code, null)
    })
    if (options.stdio[0] !== 'pipe') stdin.end()
    return child
  }
}

function requested(request: typeof http.request): typeof http.request {
  return ((...args: Parameters<typeof http.request>) => {
    const sent = request(...args)
    const one = here.getStore()
    if (!one) return sent
    one.owns(() => {
      sent.removeAllListeners()
      sent.on('error', () => {}).destroy()
    })
    sent.prependOnceListener('response', () => one.effect())
    return sent
  }) as typeof http.request
}
