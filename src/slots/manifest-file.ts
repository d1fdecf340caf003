import { paths } from '../machine/paths.js'
import type { Application } from './application.js'

/** Where the manifest of a slot is. */
export const manifestFile = (app: Application, slot: string): string => paths.join(app.files.manifests, `${slot}.json`)
