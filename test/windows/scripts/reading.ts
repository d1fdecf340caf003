import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readSync } from 'node:fs'
import { text } from 'node:stream/consumers'

/** What a reader has seen: how often each text, and how often each error. */
export type Read = { readonly texts: Record<string, number>; readonly errors: Record<string, number> }

/** Another process reads a file, as often as it can. It is this very script, called with `read` and the file. */
export async function reading(file: string): Promise<{ end(): Promise<Read> }> {
  const child = spawn(process.execPath, [process.argv[1] ?? '', 'read', file], {
    stdio: ['pipe', 'pipe', 'inherit'],
    windowsHide: true,
  })
  await once(child.stdout, 'data')
  return {
    async end() {
      child.stdin.end()
      return JSON.parse(await text(child.stdout)) as Read
    },
  }
}

/** The reader's side: begins with a line, ends when standard input does. */
export async function readUntilTold(file: string): Promise<void> {
  let isTold = false
  process.stdin.resume().once('end', () => {
    isTold = true
  })
  const texts: Record<string, number> = {}
  const errors: Record<string, number> = {}
  const buffer = Buffer.alloc(1_000)
  process.stdout.write('reads\n')
  while (!isTold) {
    const seen = readOnce(file, buffer)
    const counts = 'text' in seen ? texts : errors
    const key = 'text' in seen ? seen.text : seen.error
    counts[key] = (counts[key] ?? 0) + 1
    await new Promise(setImmediate) // lets the end of standard input in
  }
  process.stdout.write(JSON.stringify({ texts, errors }))
}

function readOnce(file: string, buffer: Buffer): { text: string } | { error: string } {
  try {
    const handle = openSync(file, 'r')
    const text = buffer.toString('utf8', 0, readSync(handle, buffer))
    closeSync(handle)
    return { text }
  } catch (error) {
    return { error: (error as NodeJS.ErrnoException).code ?? String(error) }
  }
}
