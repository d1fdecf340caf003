import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Configuration } from './configuration.js'
import { parseElement } from './xml-element.js'

const fileIn = (folder: string) => join(folder, 'applicationHost.config')

export function loadConfiguration(folder: string): Configuration {
  const file = fileIn(folder)
  return existsSync(file) ? new Configuration(parseElement(readFileSync(file, 'utf8'))) : Configuration.blank()
}

/** The file is replaced whole: a reader sees the old or the new one. */
export function saveConfiguration(folder: string, configuration: Configuration): void {
  const staged = `${fileIn(folder)}.staged`
  writeFileSync(staged, configuration.print())
  renameSync(staged, fileIn(folder))
}
