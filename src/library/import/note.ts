/** What an import wrote into a template's description: which template it is, and what it then contained. */
export type Note = { readonly template: string; readonly content: string }

const pattern =
  /\s*_Imported by octopus-blue-green \(template ([0-9a-f-]{36}), content ([0-9a-f]{64})\)\. What people change here, the next import leaves alone\._\s*$/

export function noteIn(description: string | null): Note | undefined {
  const [, template, content] = pattern.exec(description ?? '') ?? []
  return template && content ? { template, content } : undefined
}

export const withoutNote = (description: string): string => description.replace(pattern, '')

/** The description with the note as its last paragraph. */
export const withNote = (description: string | null, { template, content }: Note): string =>
  `${withoutNote(description ?? '').trim()}\n\n_Imported by octopus-blue-green (template ${template}, content ${content}). What people change here, the next import leaves alone._`
