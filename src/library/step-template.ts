import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { UnknownName } from './unknown-name.js'

/** A property or a default: a text, nothing, or what stands for a secret. */
export type PropertyValue = string | null | { readonly IsSensitive: boolean; readonly Value?: string | null }

export type Parameter = {
  readonly Id: string
  readonly Name: string
  readonly Label: string | null
  readonly HelpText: string | null
  readonly DefaultValue: PropertyValue
  readonly DisplaySettings: Readonly<Record<string, string>>
}

export type PackageReference = {
  readonly Id: string
  readonly Name: string
  readonly PackageId: string | null
  readonly FeedId: string | null
  readonly AcquisitionLocation: string
  readonly Properties: Readonly<Record<string, string>>
}

/** A step template, in one of our files or on a server. */
export type StepTemplate = {
  /** A GUID in a file, `ActionTemplates-12` on a server. */
  readonly Id: string
  readonly Name: string
  readonly Description: string | null
  readonly ActionType: string
  readonly Version: number
  readonly Properties: Readonly<Record<string, PropertyValue>>
  readonly Parameters: readonly Parameter[]
  readonly Packages?: readonly PackageReference[]
  readonly [field: string]: unknown
}

export type TemplateFile = { readonly file: string; readonly template: StepTemplate }

/** The project's own templates, in the order of their files. */
export function templateFiles(project: string): TemplateFile[] {
  const folder = path.join(project, 'step-templates')
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ file, template: JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as StepTemplate }))
}

/** How people may call a template: by its file, without `blue-green-` too, or by its name. */
const namesOf = ({ file, template }: TemplateFile): string[] => {
  const short = file.replace(/\.json$/, '')
  return [short.replace(/^blue-green-/, ''), short, file, template.Name]
}

/**
 * The templates that are asked for; all when none is named.
 * @throws UnknownName
 */
export function chosen(files: readonly TemplateFile[], wanted: readonly string[]): TemplateFile[] {
  const found = wanted.map((name) => {
    const file = files.find((each) => namesOf(each).some((other) => other.toLowerCase() === name.toLowerCase()))
    if (!file)
      throw new UnknownName(
        'template',
        name,
        files.map((each) => namesOf(each)[0] ?? ''),
      )
    return file
  })
  return wanted.length === 0 ? [...files] : files.filter((each) => found.includes(each))
}
