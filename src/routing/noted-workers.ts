import { paths } from '../machine/paths.js'
import { removeFile, replaceFile } from '../machine/replace-file.js'
import { readIfThere } from '../slots/read-if-there.js'
import type { NginxWorker } from './nginx-workers.js'

/** NGINX's workers before its last reload. */
export type NotedWorkers = {
  /** What that reload was to load. */
  readonly to: number | 'none'
  readonly master: number
  readonly workers: readonly NginxWorker[]
}

const fileIn = (folder: string) => paths.join(folder, 'old-workers.json')

export const noteWorkers = (folder: string, noted: NotedWorkers): Promise<void> =>
  replaceFile(fileIn(folder), `${JSON.stringify(noted)}\n`)

export const forgetWorkers = (folder: string): Promise<void> => removeFile(fileIn(folder))

/** Undefined: none are waited for. @throws SyntaxError: a file of ours is replaced as a whole, so it was changed by hand */
export async function notedWorkers(folder: string): Promise<NotedWorkers | undefined> {
  const text = await readIfThere(fileIn(folder))
  return text === undefined ? undefined : (JSON.parse(text) as NotedWorkers)
}
