import type { Log } from '../machine/log.js'
import type { Application } from './application.js'
import { checkApplication } from './check-owner.js'
import type { JournalEvent } from './journal-event.js'
import type { Marker } from './marker.js'
import { NotPrepared } from './not-prepared.js'
import { readJournal } from './read-journal.js'
import { readMarker } from './read-marker.js'

/**
 * An application as it is, for whoever asks (Status): no lock, no claim, any owner.
 * @throws NotPrepared, OtherOwner when the folder is another application's, BrokenFile
 */
export async function readApplication(
  log: Log,
  app: Application,
): Promise<{ readonly app: Application; readonly marker: Marker; readonly events: readonly JournalEvent[] }> {
  const marker = await readMarker(app)
  if (marker === undefined) throw new NotPrepared(app)
  checkApplication(app, marker)
  return { app, marker, events: await readJournal(app, log) }
}
