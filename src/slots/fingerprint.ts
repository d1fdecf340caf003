import { createHash } from 'node:crypto'
import type { ManifestEntry } from '../machine/tree-manifest.js'

/**
 * What tells two deployments of one release apart: 64 hex digits over every file's path and content and over the settings.
 * The order of files and of settings does not matter; a file that was renamed does.
 */
export function fingerprint(files: readonly ManifestEntry[], settings: Readonly<Record<string, unknown>>): string {
  const lines = files.map(({ path, bytes, sha256 }) => JSON.stringify([path, bytes, sha256])).sort()
  const hash = createHash('sha256')
  for (const line of lines) hash.update(`${line}\n`)
  return hash.update(settingsText(settings)).digest('hex')
}

/** 64 hex digits over the settings alone, for `SlotRecord.settings`. */
export function settingsHash(settings: Readonly<Record<string, unknown>>): string {
  return createHash('sha256').update(settingsText(settings)).digest('hex')
}

const settingsText = (settings: unknown) =>
  JSON.stringify(settings, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
