import { existsSync, readFileSync } from 'node:fs'
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

/** Of this software, as in its `package.json`. */
export function projectVersion(): string {
  const { version } = JSON.parse(readFileSync(path.join(projectFolder(), 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}
