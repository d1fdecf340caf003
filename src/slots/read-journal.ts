import * as z from 'zod/mini'
import type { Log } from '../machine/log.js'
import type { Application } from './application.js'
import type { JournalEvent } from './journal-event.js'
import { readIfThere } from './read-if-there.js'

const text = z.exactOptional(z.string())
const schema: z.ZodMiniType<JournalEvent> = z.looseObject({
  at: z.string(),
  kind: z.enum([
    'prepared',
    'port',
    'deployed',
    'bound',
    'warmed',
    'switching',
    'switched',
    'switched-back',
    'drained',
    'stopped',
    'reverted',
    'retired',
    'deleted',
    'refused',
  ]),
  slot: text,
  from: text,
  to: text,
  release: text,
  port: z.exactOptional(z.number()),
  note: text,
  task: z.string(),
  who: text,
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
    const event = parseLine(line)
    if (event) events.push(event)
    else if (index < lines.length - 1)
      log.warning(`Line ${index + 1} of ${app.files.journal} cannot be understood; it is left out.`)
  }
  return events
}

function parseLine(line: string): JournalEvent | undefined {
  try {
    const checked = z.safeParse(schema, JSON.parse(line))
    return checked.success ? checked.data : undefined
  } catch {
    return undefined
  }
}
