import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that holds `step-templates` and `dist`, whether this runs from there or from the sources. */
export function projectFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url))
  while (!existsSync(path.join(folder, 'step-templates'))) {
    const parent = path.dirname(folder)
    if (parent === folder) throw new Error('The folder step-templates is missing; "npm run build" makes it.')
    folder = parent
  }
  return folder
}
