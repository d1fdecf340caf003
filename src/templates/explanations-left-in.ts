import type { Page } from './step-file.js'

/** Texts below this length can be in a script by chance. */
const shortestTold = 24

/** The longest part of a text that looks the same in a script, whatever its quotes and line ends become there. */
const longestPlain = (text: string) =>
  text.split(/[^\x20-\x7e]|["'`\\$]/).reduce((longest, part) => (part.length > longest.length ? part : longest), '')

/** The explanations of a page that are in the script and should not be: the page was not dropped from the bundle. */
export function explanationsLeftIn(script: string, page: Page): string[] {
  const texts = [
    page.summary,
    page.changes,
    page.needs,
    page.ifKilled,
    ...Object.values(page.inputs).map((field) => field.help),
    ...Object.values(page.outputs),
    ...Object.values(page.errors),
  ]
  return texts.map(longestPlain).filter((plain) => plain.length >= shortestTold && script.includes(plain))
}
