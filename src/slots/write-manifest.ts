import { mkdir } from 'node:fs/promises'
import { replaceFile } from '../machine/replace-file.js'
import type { ManifestEntry } from '../machine/tree-manifest.js'
import type { Application } from './application.js'
import { manifestFile } from './manifest-file.js'

/** Keeps what a slot was deployed with, so that what it was not deployed with is known when it is deleted. */
export async function writeManifest(app: Application, slot: string, files: readonly ManifestEntry[]): Promise<void> {
  await mkdir(app.files.manifests, { recursive: true })
  await replaceFile(manifestFile(app, slot), `${JSON.stringify({ version: 1, files })}\n`)
}
