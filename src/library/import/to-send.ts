import type { StepTemplate } from '../step-template.js'
import { contentOf, hashOf, isOurs } from './content.js'
import { withNote } from './note.js'

/** A template of ours as it is stored on a server, with the note of the import. */
export const noted = (ours: StepTemplate): StepTemplate => ({
  ...ours,
  Description: withNote(ours.Description, { template: ours.Id, content: hashOf(contentOf(ours)) }),
})

/** What makes a new template: without what belongs to a file. */
export function toCreate(ours: StepTemplate): Omit<StepTemplate, 'Id' | 'Version'> {
  const { Id, Version, $Meta, LastModifiedBy, Category, ...fields } = noted(ours)
  return fields as Omit<StepTemplate, 'Id' | 'Version'>
}

const idsByName = (items: readonly { readonly Name: string; readonly Id: string }[]) =>
  new Map(items.map(({ Name, Id }) => [Name, Id]))

/** What makes a new version of theirs: its id, those of parameters and packages, and properties that are not ours stay. */
export function toUpdate(ours: StepTemplate, theirs: StepTemplate): StepTemplate {
  const parameterIds = idsByName(theirs.Parameters)
  const packages = new Map((theirs.Packages ?? []).map((one) => [one.Name, one]))
  const foreign = Object.entries(theirs.Properties).filter(([name]) => !isOurs(name))
  return {
    ...theirs,
    Name: ours.Name,
    Description: noted(ours).Description,
    ActionType: ours.ActionType,
    Properties: { ...Object.fromEntries(foreign), ...ours.Properties },
    Parameters: ours.Parameters.map((parameter) => ({
      ...parameter,
      Id: parameterIds.get(parameter.Name) ?? parameter.Id,
    })),
    Packages: (ours.Packages ?? []).map((one) => {
      const known = packages.get(one.Name)
      return known ? { ...one, Id: known.Id, FeedId: known.FeedId } : one
    }),
  }
}
