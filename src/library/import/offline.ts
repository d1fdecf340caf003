import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { replaceFile } from '../../machine/replace-file.js'
import { BadSettings } from '../server/bad-settings.js'
import type { TemplateFile } from '../step-template.js'
import { noted } from './to-send.js'

const isTemplate = (text: string, id: string) => {
  try {
    return (JSON.parse(text) as { Id?: unknown }).Id === id
  } catch {
    return false
  }
}

/**
 * Writes the templates as files to paste into Octopus by hand, with the note by which a later import knows them.
 * @returns the files that were written; those that were there already are not
 * @throws BadSettings: a file of that name is something else; none was written
 */
export async function writeOffline(files: readonly TemplateFile[], folder: string): Promise<string[]> {
  const wanted = await Promise.all(
    files.map(async ({ file, template }) => {
      const target = path.join(folder, file)
      const present = await readFile(target, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
      return { target, id: template.Id, text: `${JSON.stringify(noted(template), null, 2)}\n`, present }
    }),
  )
  const foreign = wanted.filter(({ present, id }) => present !== undefined && !isTemplate(present, id))
  if (foreign.length > 0)
    throw new BadSettings(
      foreign.map(({ target }) => `${target} is there, and is not this template. No file was written.`),
    )
  await mkdir(folder, { recursive: true })
  const missing = wanted.filter(({ text, present }) => text !== present)
  for (const { target, text } of missing) await replaceFile(target, text)
  return missing.map(({ target }) => target)
}
