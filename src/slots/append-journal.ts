import { type FileHandle, open, readFile } from 'node:fs/promises'
import { naming } from '../machine/naming.js'
import { replaceFile } from '../machine/replace-file.js'
import { retryBusy } from '../machine/retry-busy.js'
import type { Application } from './application.js'
import type { JournalEvent } from './journal-event.js'

const maxBytes = 1_000_000
const newline = 0x0a

/**
 * Adds a line to the journal; it is on the disk when this returns. What was left half written by a process that was
 * killed stays a line of its own. When the journal exceeds 1 MB, its older half becomes `journal.1.jsonl`.
 * To be called by whoever holds the application's lock.
 */
export async function appendJournal(app: Application, event: JournalEvent): Promise<void> {
  const file = await retryBusy(() => open(app.files.journal, 'a+'))
  let bytes: number
  try {
    const start = (await endsInsideLine(file)) ? '\n' : ''
    await naming(app.files.journal, file.appendFile(`${start}${JSON.stringify(event)}\n`))
    await naming(app.files.journal, file.sync())
    bytes = (await file.stat()).size
  } finally {
    await file.close()
  }
  if (bytes > maxBytes) await shorten(app)
}

async function endsInsideLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat()
  if (size === 0) return false
  const last = Buffer.alloc(1)
  await file.read(last, 0, 1, size - 1)
  return last[0] !== newline
}

/** Killed between the two, the older half is in both files; the journal itself is whole at every moment. */
async function shorten({ files }: Application): Promise<void> {
  const whole = await readFile(files.journal)
  const half = whole.indexOf(newline, whole.length / 2) + 1
  await replaceFile(files.olderJournal, whole.subarray(0, half))
  await replaceFile(files.journal, whole.subarray(half))
}
