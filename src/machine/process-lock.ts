import { constants } from 'node:fs'
import { mkdir, open, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { LockTimeout } from './lock-timeout.js'
import type { Log } from './log.js'
import { paths } from './paths.js'

export type LockOptions = {
  /** For the lock to become free; 0 tries once. */
  waitMs: number
  /** What is done under the lock; completes "the lock to ...", such as "deploy MyApp". Others read it while they wait. */
  what: string
  log: Log
}

type Release = () => Promise<void>

const pollingMs = 100
/** libuv's UV_FS_O_EXLOCK: the file is opened for nobody else. */
const exclusive = 0x10000000
/** Of a socket's name on Linux; what is longer is cut off without a word. @see https://man7.org/linux/man-pages/man7/unix.7.html */
const mostNameBytes = 107

/**
 * Does `work` while no other process does anything under the lock of the same path. The kernel frees the lock when its
 * holder dies, however it dies, and whatever it had started. Not reentrant. On Linux the lock is a socket
 * name of this machine's network namespace; on Windows the open file itself.
 * @throws LockTimeout; what `work` throws
 * @see https://man7.org/linux/man-pages/man7/unix.7.html (abstract) https://docs.libuv.org/en/v1.x/fs.html
 */
export async function withProcessLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(paths.dirname(path), { recursive: true })
  const release = await acquired(path, options)
  const holderFile = `${path}.holder`
  try {
    await writeFile(holderFile, JSON.stringify(holderNow(options.what))).catch(() => {})
    return await work()
  } finally {
    await rm(holderFile, { force: true }).catch(() => {})
    await release()
  }
}

async function acquired(path: string, { waitMs, what, log }: LockOptions): Promise<Release> {
  const tryLock = process.platform === 'win32' ? () => openedAlone(path) : await socketOf(path)
  const deadline = performance.now() + waitMs
  let told = false
  for (;;) {
    const release = await tryLock()
    if (release) return release
    if (performance.now() >= deadline) throw new LockTimeout({ what, waitMs, holder: await holderOf(path) })
    if (!told) log.info(`Waiting for the lock to ${what}; it is held by ${await holderOf(path)}.`)
    told = true
    await pause(pollingMs)
  }
}

async function openedAlone(path: string): Promise<Release | undefined> {
  try {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT | exclusive)
    return () => file.close()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBUSY') return undefined
    throw error
  }
}

/** One name however the path is spelled. */
async function socketOf(path: string): Promise<() => Promise<Release | undefined>> {
  const real = paths.join(await realpath(paths.dirname(path)), paths.basename(path))
  const name = `\0blue-green-${real}`
  const short = Buffer.byteLength(name) <= mostNameBytes ? name : `\0blue-green-${await hashOf(real)}`
  return () => listening(short)
}

// Loaded when used, here and below: a step that does not need it starts sooner.
const hashOf = async (text: string) => (await import('node:crypto')).createHash('sha256').update(text).digest('hex')

async function listening(name: string): Promise<Release | undefined> {
  const { createServer } = await import('node:net')
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy())
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined)
      else reject(error)
    })
    server.listen({ path: name }, () => resolve(() => new Promise((done) => server.close(() => done()))))
  })
}

const holderNow = (what: string) => ({ pid: process.pid, what, since: new Date().toISOString() })

/** For people only: written after the lock was taken, so it may be missing or that of the one before. */
async function holderOf(path: string): Promise<string> {
  try {
    const { pid, what, since } = JSON.parse(await readFile(`${path}.holder`, 'utf8'))
    return `process ${pid} (${what}) since ${since}`
  } catch {
    return 'another process'
  }
}
