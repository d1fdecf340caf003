import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** The folders that hold nothing but what the build makes. */
const folders = ['dist', 'step-templates', 'docs/steps']

const textOf = (file: string) => readFile(file, 'utf8').catch(() => undefined)

/** All files of the build's folders, by path in the project. */
async function presentFiles(root: string): Promise<string[]> {
  const found = folders.map(async (folder) => {
    const entries = await readdir(path.join(root, folder), { withFileTypes: true, recursive: true }).catch(() => [])
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
  })
  return (await Promise.all(found)).flat().sort()
}

/** How the project's folders differ from what the build makes, one line a file; empty: they do not. */
export async function differences(root: string, made: ReadonlyMap<string, string>): Promise<string[]> {
  const told: string[] = []
  for (const [file, text] of made) {
    const present = await textOf(path.join(root, file))
    if (present === undefined) told.push(`${file} is missing`)
    else if (present !== text) told.push(`${file} is not what the build makes`)
  }
  for (const file of await presentFiles(root)) if (!made.has(file)) told.push(`${file} is not made by the build`)
  return told
}

/**
 * Writes what changed. Nobody ever reads half a file.
 * @param all true: `made` is everything, so what is left in the build's folders goes
 * @returns the files that were written or deleted
 */
export async function writeMade(root: string, made: ReadonlyMap<string, string>, all: boolean): Promise<string[]> {
  const changed: string[] = []
  for (const [file, text] of made) {
    const target = path.join(root, file)
    if ((await textOf(target)) === text) continue
    await mkdir(path.dirname(target), { recursive: true })
    const beside = `${target}.${process.pid}.new`
    await writeFile(beside, text)
    await rename(beside, target)
    changed.push(file)
  }
  const left = all ? (await presentFiles(root)).filter((file) => !made.has(file) && !file.endsWith('.new')) : []
  for (const file of left) await rm(path.join(root, file), { force: true })
  return [...changed, ...left.map((file) => `${file} (deleted)`)]
}
