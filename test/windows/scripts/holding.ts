import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'

export type Holder = { readonly ended: Promise<unknown>; end(): Promise<void> }

/**
 * Another process has a file open from now on. @param share letters of r, w, d; `-` nothing
 * @param workingFolder held as well; a path of `-` holds that alone
 */
export async function holding(
  path: string,
  share: string,
  { access = 'r', forMs, workingFolder }: { access?: string; forMs?: number; workingFolder?: string } = {},
): Promise<Holder> {
  const program = process.argv[2] ?? ''
  const child: ChildProcess = spawn(program, [path, access, share, ...(forMs === undefined ? [] : [String(forMs)])], {
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
    ...(workingFolder === undefined ? {} : { cwd: workingFolder }),
  })
  const ended = once(child, 'exit')
  const first = await Promise.race([child.stdout && once(child.stdout, 'data'), ended])
  if (String(first).trim() !== 'holds') throw new Error(`${path} could not be held open: ${first}`)
  return {
    ended,
    end: async () => {
      child.kill()
      await ended
    },
  }
}

/** Does `work` while another process has the file open, which closes it after a while. @returns what came of it, and after how long */
export async function whileHeld<T>(holder: Holder, forMs: number, work: () => Promise<T>) {
  const startedAt = performance.now()
  const closing = pause(forMs).then(() => holder.end())
  const outcome = await toldBy(work)
  const afterMs = Math.round(performance.now() - startedAt)
  await closing
  return { ...outcome, afterMs }
}

export type Outcome = {
  readonly failed?: {
    readonly name: string
    readonly message: string
    readonly code?: string
    readonly path?: string
    readonly triedMs?: number
  }
}

/** What a person would be told. */
export async function toldBy(work: () => Promise<unknown>): Promise<Outcome> {
  try {
    await work()
    return {}
  } catch (error) {
    const { name, message, code, path, triedMs } = error as Error & { code?: string; path?: string; triedMs?: number }
    return {
      failed: {
        name,
        message,
        ...(code === undefined ? {} : { code }),
        ...(path === undefined ? {} : { path }),
        ...(triedMs === undefined ? {} : { triedMs }),
      },
    }
  }
}
