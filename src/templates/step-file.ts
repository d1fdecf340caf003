import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { PageOf } from '../octopus/page.js'
import type { Step } from '../octopus/step.js'
import { BuildFailed } from './build-failed.js'

/** A page of no step in particular. */
export type Page = PageOf<Step>

/** A step as the build knows it. */
export type StepFile = {
  /** The file's name without ending, e.g. `warm-up`. */
  readonly name: string
  /** From the project's folder, with `/`, e.g. `src/steps/warm-up.ts`. */
  readonly file: string
  readonly step: Step
  readonly page: Page
}

/**
 * Imports a step's file.
 * @param file from the project's folder, with `/`
 * @throws BuildFailed: the file cannot be imported, or does not export `step` and `page`
 */
export async function readStepFile(root: string, file: string): Promise<StepFile> {
  const exported: Partial<StepFile> = await import(pathToFileURL(path.join(root, file)).href).catch(
    (error: unknown) => {
      throw new BuildFailed([`${file}: ${error instanceof Error ? error.message : String(error)}`])
    },
  )
  const { step, page } = exported
  if (!step || !page) throw new BuildFailed([`${file} does not export step and page.`])
  return { name: path.basename(file, '.ts'), file, step, page }
}

/** The steps' files of the project, in the order of their names. `x.page.ts` belongs to `x.ts`. */
export async function stepFiles(root: string): Promise<string[]> {
  const names = await readdir(path.join(root, 'src/steps'))
  return names
    .filter((name) => /^[a-z0-9-]+\.ts$/.test(name))
    .sort()
    .map((name) => `src/steps/${name}`)
}
