import { readFile, stat, writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appendJournal } from '../../src/slots/append-journal.js'
import { eventKinds, type JournalEvent } from '../../src/slots/journal-event.js'
import { readJournal } from '../../src/slots/read-journal.js'
import { listeningLog, temporaryApplication } from './fixtures/temporary-application.js'

const event = (n: number): JournalEvent => ({
  at: `2026-11-21T12:00:0${n}.000Z`,
  kind: 'switched',
  from: 'a',
  to: 'b',
  task: `ServerTasks-${n}`,
  note: 'Grüße\nfrom\u2028here "x"',
})

test('what was appended is read, oldest first, one line an event', async () => {
  const app = await temporaryApplication()
  const log = listeningLog()
  expect(await readJournal(app, log)).toEqual([])
  for (const n of [1, 2, 3]) await appendJournal(app, event(n))
  expect(await readJournal(app, log)).toEqual([event(1), event(2), event(3)])
  expect((await readFile(app.files.journal, 'utf8')).split('\n')).toHaveLength(4)
  expect(log.said).toEqual([])
})

test('every kind of event that can be appended is read back', async () => {
  const app = await temporaryApplication()
  const log = listeningLog()
  const events = eventKinds.map((kind) => ({ ...event(1), kind }))
  for (const each of events) await appendJournal(app, each)
  expect(await readJournal(app, log)).toEqual(events)
  expect(log.said).toEqual([])
})

test('cut off at any byte, the journal still tells every whole event, and takes the next', async () => {
  const app = await temporaryApplication()
  for (const n of [1, 2]) await appendJournal(app, event(n))
  const whole = await readFile(app.files.journal)
  const firstEnds = whole.indexOf('\n')
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length), async (cut) => {
      const log = listeningLog()
      await writeFile(app.files.journal, whole.subarray(0, cut))
      const kept = [...(cut >= firstEnds ? [event(1)] : []), ...(cut >= whole.length - 1 ? [event(2)] : [])]
      expect(await readJournal(app, log)).toEqual(kept)
      expect(log.said).toEqual([])
      await appendJournal(app, event(3))
      expect(await readJournal(app, log)).toEqual([...kept, event(3)])
    }),
    { numRuns: 150, examples: [[0], [1], [firstEnds], [firstEnds + 1], [whole.length - 1], [whole.length]] },
  )
})

test('lines that cannot be understood are left out and said', async () => {
  const app = await temporaryApplication()
  const log = listeningLog()
  await appendJournal(app, event(1))
  await writeFile(app.files.journal, `${await readFile(app.files.journal, 'utf8')}\0\0\0\n\n{"kind":"danced"}\n`)
  await appendJournal(app, event(2))
  expect(await readJournal(app, log)).toEqual([event(1), event(2)])
  expect(log.said).toHaveLength(2)
  expect(log.said[0]).toContain('Line 2')
})

test('a journal that exceeds 1 MB keeps its newer half; nothing is lost', async () => {
  const app = await temporaryApplication()
  const line = (n: number) => `${JSON.stringify({ ...event(1), note: 'x'.repeat(900), port: n })}\n`
  const lines = Array.from({ length: 1_000 }, (_, n) => line(n))
  await writeFile(app.files.journal, lines.join(''))
  await appendJournal(app, event(9))
  const events = await readJournal(app, listeningLog())
  expect(events.at(-1)).toEqual(event(9))
  expect((await stat(app.files.journal)).size).toBeLessThan(600_000)
  const both = (await readFile(app.files.olderJournal, 'utf8')) + (await readFile(app.files.journal, 'utf8'))
  expect(both).toBe(`${lines.join('')}${JSON.stringify(event(9))}\n`)
})
