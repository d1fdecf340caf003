import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** Points at which steps were disturbed; what the Windows lane has seen. */
export type CountKind = 'points' | 'windows'

/** Where the tests of a file leave their counts. @param folder that `BLUEGREEN_COUNTS` names @param file of the tests */
export const countsOf = (folder: string, file: string): string => path.join(folder, path.basename(file))

/** The counts of one kind, of all test files. @param kind their files' names begin with it */
export async function readCounts<T>(folder: string, kind: CountKind): Promise<T[]> {
  const files = await readdir(folder, { recursive: true })
  const own = files.filter((file) => path.basename(file).startsWith(`${kind}-`))
  return Promise.all(own.map(async (file) => JSON.parse(await readFile(path.join(folder, file), 'utf8')) as T))
}
