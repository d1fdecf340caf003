import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { replaceFile } from '../../machine/replace-file.js'
import { BadSettings } from '../server/bad-settings.js'

/**
 * Writes files into a folder; those that are there already as they should be are not written.
 * @param files text by name
 * @returns what was written
 * @throws BadSettings: a file of that name is another one; none was written
 */
export async function writeNewFiles(folder: string, files: ReadonlyMap<string, string>): Promise<string[]> {
  const wanted = await Promise.all(
    [...files].map(async ([name, text]) => {
      const target = path.join(folder, name)
      const present = await readFile(target, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
      return { target, text, present }
    }),
  )
  const others = wanted.filter(({ text, present }) => present !== undefined && present !== text)
  if (others.length > 0)
    throw new BadSettings(
      others.map(
        ({ target }) =>
          `${target} is there, and is another one. No file was written: choose another folder, and compare.`,
      ),
    )
  await mkdir(folder, { recursive: true })
  const missing = wanted.filter(({ present }) => present === undefined)
  for (const { target, text } of missing) await replaceFile(target, text)
  return missing.map(({ target }) => target)
}
