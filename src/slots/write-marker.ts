import { replaceFile } from '../machine/replace-file.js'
import type { Application } from './application.js'
import type { Marker } from './marker.js'

/** Replaces the marker in one go; to be called by whoever holds the application's lock. */
export async function writeMarker(app: Application, marker: Marker): Promise<void> {
  await replaceFile(app.files.marker, `${JSON.stringify(marker, null, 2)}\n`)
}
