import { chmod, lstat, opendir, readdir, rmdir, unlink } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { deletable } from './deletable.js'
import { DeleteRefused } from './delete-refused.js'
import { DeleteUnfinished } from './delete-unfinished.js'
import { firstOf } from './first-of.js'
import { inParallel } from './in-parallel.js'
import type { Log } from './log.js'
import { paths } from './paths.js'

const parallel = 8
const pauseMs = 250
const tellEveryMs = 5_000
const tellWaitEveryMs = 30_000
const examplesNamed = 20

/**
 * Deletes a folder with all it holds, in passes: what is locked is tried again until the limit. Links and junctions are
 * removed, never entered. Reads folders bit by bit, so that memory does not grow with the tree. Gone already is fine.
 * @param limitMs from now
 * @param refuseOutside the folder has to lie below this one, really and not through a link
 * @throws DeleteRefused before anything is deleted, or at another volume mounted in it; DeleteUnfinished naming what is left
 */
export async function deleteTree(
  folder: string,
  { limitMs, log, refuseOutside }: { limitMs: number; log: Log; refuseOutside: string },
): Promise<void> {
  const deadline = performance.now() + limitMs
  const dev = await deletable(folder, refuseOutside)
  if (dev === undefined) return
  const tell = teller(log, folder)
  let tellWaitAt = 0
  for (;;) {
    const pass: Pass = { folder, dev, left: 0, kept: new Set(), examples: [], tell }
    await removeFolder(pass, folder)
    if (pass.left === 0) return
    if (performance.now() >= deadline) throw new DeleteUnfinished(folder, { limitMs, ...pass })
    if (performance.now() >= tellWaitAt) {
      const forS = Math.ceil((deadline - performance.now()) / 1000)
      log.info(
        `Deleting ${folder}: for at most ${forS} s more it is waited for what other programs have open: ${firstOf(pass.examples, pass.left)}.`,
      )
      tellWaitAt = performance.now() + tellWaitEveryMs
    }
    await pause(pauseMs)
  }
}

type Pass = { folder: string; dev: number; left: number; kept: Set<string>; examples: string[]; tell: () => void }

async function removeFolder(pass: Pass, folder: string): Promise<void> {
  const subfolders: string[] = []
  const before = pass.left
  try {
    await inParallel(parallel, await openFolder(folder), async (entry) => {
      const path = paths.join(folder, entry.name)
      if (entry.isDirectory()) subfolders.push(path)
      else await attempt(pass, path, () => removeFile(pass, path))
    })
  } catch (error) {
    if (!isCode(error, 'ENOENT')) keep(pass, folder, error)
    return
  }
  for (const path of subfolders) await enter(pass, path)
  if (pass.left === before) await attempt(pass, folder, () => removeEmpty(pass, folder))
  else await keepListed(pass, folder)
}

/** What was a folder a moment ago may be a link by now. */
async function enter(pass: Pass, path: string): Promise<void> {
  const stats = await lstat(path).catch(ifGone)
  if (stats === undefined) return
  if (!stats.isDirectory()) return attempt(pass, path, () => unlink(path))
  if (stats.dev !== pass.dev) throw new DeleteRefused(pass.folder, `${path} is another volume, mounted there`)
  return removeFolder(pass, path)
}

async function openFolder(folder: string) {
  const open = () => opendir(folder, { bufferSize: 256 })
  return open().catch((error) => unprotected(error, folder, open))
}

async function removeFile(pass: Pass, path: string): Promise<void> {
  await unlink(path).catch(async (error) => {
    const stats = await lstat(path)
    // Windows lists some folders (of cloud storage) like links.
    if (stats.isDirectory()) return enter(pass, path)
    const holder = process.platform === 'win32' && stats.isFile() ? path : paths.dirname(path)
    return unprotected(error, holder, () => unlink(path))
  })
}

async function removeEmpty(pass: Pass, folder: string): Promise<void> {
  try {
    await rmdir(folder).catch((error) => unprotected(error, folder, () => rmdir(folder)))
  } catch (error) {
    if (!isCode(error, 'ENOTEMPTY') || (await keepListed(pass, folder)) === 0) throw error
  }
}

/** Windows keeps the name of a deleted file until the last program that has it open has closed it. @returns how many there are */
async function keepListed(pass: Pass, folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const listed = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => paths.join(folder, name))
  const unknown = listed.filter((path) => !pass.kept.has(path))
  for (const path of unknown) keep(pass, path, 'deleted, and still or again there')
  return unknown.length
}

/** Once more without the read-only flag (Windows: of the file, elsewhere: of the folder that holds it). */
async function unprotected<T>(error: unknown, path: string, again: () => Promise<T>): Promise<T> {
  if (!isCode(error, 'EPERM') && !isCode(error, 'EACCES')) throw error
  await chmod(path, 0o700)
  return again()
}

async function attempt(pass: Pass, path: string, remove: () => Promise<void>): Promise<void> {
  try {
    await remove()
    pass.tell()
  } catch (error) {
    if (error instanceof DeleteRefused) throw error
    if (!isCode(error, 'ENOENT')) keep(pass, path, error)
  }
}

function keep(pass: Pass, path: string, error: unknown): void {
  if (error instanceof DeleteRefused) throw error
  pass.left += 1
  pass.kept.add(path)
  const code = error instanceof Error && 'code' in error ? error.code : error
  if (pass.examples.length < examplesNamed)
    pass.examples.push(`${paths.relative(pass.folder, path) || 'the folder itself'} (${code})`)
}

function teller(log: Log, folder: string): () => void {
  let gone = 0
  let toldAt = performance.now()
  return () => {
    gone += 1
    if (performance.now() - toldAt < tellEveryMs) return
    toldAt = performance.now()
    log.info(`Deleting ${folder}: ${gone} files and folders are gone so far.`)
  }
}

const isCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code

function ifGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
