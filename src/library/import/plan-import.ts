import type { StepTemplate } from '../step-template.js'
import { contentOf, differences, hashOf } from './content.js'
import { noteIn } from './note.js'

/**
 * What an import finds of a template on the server. `edited`: it is neither what we bring nor what an import of ours wrote, so people
 * changed it, or somebody else brought it.
 */
export type Planned =
  | { readonly state: 'new'; readonly ours: StepTemplate }
  | {
      readonly state: 'unchanged' | 'changed' | 'edited'
      readonly ours: StepTemplate
      readonly theirs: StepTemplate
      /** From what is there to what we bring. */
      readonly differences: readonly string[]
    }

const sameName = (a: StepTemplate, b: StepTemplate) => a.Name.toLowerCase() === b.Name.toLowerCase()

/** The same template on the server: the one that an import wrote, whatever it is called now, or else the one of the same name. */
export const counterpart = (ours: StepTemplate, server: readonly StepTemplate[]): StepTemplate | undefined =>
  server.find(({ Description }) => noteIn(Description)?.template === ours.Id) ??
  server.find((theirs) => sameName(ours, theirs))

function stateOf(theirs: StepTemplate, told: readonly string[]): 'unchanged' | 'changed' | 'edited' {
  if (told.length === 0) return 'unchanged'
  return noteIn(theirs.Description)?.content === hashOf(contentOf(theirs)) ? 'changed' : 'edited'
}

/** What to do with each template. */
export const planImport = (ours: readonly StepTemplate[], server: readonly StepTemplate[]): Planned[] =>
  ours.map((template) => {
    const theirs = counterpart(template, server)
    if (!theirs) return { state: 'new', ours: template }
    const told = differences(contentOf(theirs), contentOf(template))
    return { state: stateOf(theirs, told), ours: template, theirs, differences: told }
  })
