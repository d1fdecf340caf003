import { lstat, mkdir, rename } from 'node:fs/promises'
import { StepFailed } from '../octopus/step-failed.js'
import { copyTree } from './copy-tree.js'
import { deleteTree } from './delete-tree.js'
import type { Log } from './log.js'
import { paths } from './paths.js'
import { retryBusy } from './retry-busy.js'

/**
 * Moves a file or folder to a name that is free; the folder above it is made. On another volume a folder is copied,
 * made visible whole under its new name, and only then deleted at the old one.
 * @param limitMs how long something that has it open is waited for
 * @throws StepFailed when `to` is there already; TreeRefused, DeleteUnfinished on another volume; the file system's error
 */
export async function moveTree(
  from: string,
  to: string,
  { limitMs, log }: { limitMs: number; log: Log },
): Promise<void> {
  if (await exists(to)) {
    throw new StepFailed({
      happened: `${from} cannot be moved to ${to}: something is there already.`,
      untouched: 'Both are as they were.',
      todo: 'Move one of the two out of the way, then run this step again.',
    })
  }
  await mkdir(paths.dirname(to), { recursive: true })
  try {
    await retryBusy(() => rename(from, to), {
      limitMs,
      onWait: (error) => log.info(waits(from, limitMs, error)),
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    await moveToOtherVolume(from, to, { limitMs, log })
  }
}

async function moveToOtherVolume(from: string, to: string, { limitMs, log }: { limitMs: number; log: Log }) {
  const above = paths.dirname(to)
  const unfinished = `${to}.unfinished`
  await deleteTree(unfinished, { limitMs, log, refuseOutside: above })
  await copyTree(from, unfinished)
  await retryBusy(() => rename(unfinished, to), { limitMs })
  await deleteTree(from, { limitMs, log, refuseOutside: paths.dirname(from) })
}

const waits = (from: string, limitMs: number, { code }: NodeJS.ErrnoException) =>
  `Waiting until ${from} can be moved, for at most ${limitMs / 1000} s: another program has it, or something in it, open (${code}).`

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
}
