import type { Log } from '../machine/log.js'
import type { Application } from './application.js'
import { eventKinds, type JournalEvent } from './journal-event.js'
import { readIfThere } from './read-if-there.js'
import { fields, number, oneOf, problemsIn, text } from './shape.js'

const event = fields({
  at: text,
  kind: oneOf(...eventKinds),
  'slot?': text,
  'from?': text,
  'to?': text,
  'fromPort?': number,
  'release?': text,
  'port?': number,
  'note?': text,
  task: text,
  'who?': text,
})

/**
 * What the journal says, oldest first; nothing when there is none yet. A last line that was only half written is left
 * out; any other line that cannot be understood is left out and said. The older half in `journal.1.jsonl` is not read.
 */
export async function readJournal(app: Application, log: Pick<Log, 'warning'>): Promise<JournalEvent[]> {
  const whole = (await readIfThere(app.files.journal)) ?? ''
  const lines = whole.split('\n')
  const events: JournalEvent[] = []
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue
    const parsed = parseLine(line)
    if (parsed) events.push(parsed)
    else if (index < lines.length - 1)
      log.warning(`Line ${index + 1} of ${app.files.journal} cannot be understood; it is left out.`)
  }
  return events
}

function parseLine(line: string): JournalEvent | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return problemsIn(event, value).length === 0 ? (value as JournalEvent) : undefined
  } catch {
    return undefined
  }
}
