import { BuildFailed } from './build-failed.js'
import { bundleStep } from './bundle-step.js'
import { checkStep } from './check-step.js'
import { docsPage } from './docs-page.js'
import { explanationsLeftIn } from './explanations-left-in.js'
import type { Ledger } from './ledger.js'
import type { StepFile } from './step-file.js'
import { template, templateFile } from './template.js'

export type MadeStep = {
  /** By path in the project. */
  readonly files: ReadonlyMap<string, string>
  /** By the template's name in the ledger. */
  readonly templates: ReadonlyMap<string, { readonly version: number; readonly hash: string }>
}

/**
 * Makes everything of one step: script, templates, page.
 * @throws BuildFailed: names all that is wrong with the step
 */
export async function makeStep(root: string, file: StepFile, ledger: Ledger): Promise<MadeStep> {
  const problems = checkStep(file)
  if (problems.length > 0) throw new BuildFailed(problems)
  const code = await bundleStep(root, file)
  const left = explanationsLeftIn(code, file.page).map(
    (text) => `${file.file}: the script holds the page's text "${text}".`,
  )
  if (left.length > 0) throw new BuildFailed(left)

  const files = new Map([
    [`dist/${file.name}.js`, code],
    [`docs/steps/${file.name}.md`, docsPage(file)],
  ])
  const templates = new Map<string, { version: number; hash: string }>()
  for (const syntax of file.page.syntaxes) {
    const name = templateFile(file, syntax)
    const made = template(file, syntax, code, ledger)
    files.set(`step-templates/${name}.json`, `${JSON.stringify(made.template, null, 2)}\n`)
    templates.set(name, { version: made.template.Version, hash: made.hash })
  }
  return { files, templates }
}
