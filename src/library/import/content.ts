import { createHash } from 'node:crypto'
import type { PropertyValue, StepTemplate } from '../step-template.js'
import { withoutNote } from './note.js'

/** What a template is for the people who use it, by part. Ids, versions and what a server fills in by itself are no part of it. */
export type Content = {
  readonly name: string
  readonly description: string
  readonly script: Readonly<Record<string, string>>
  readonly parameters: Readonly<Record<string, string>>
  readonly packages: Readonly<Record<string, string>>
}

const text = (value: PropertyValue | undefined): string =>
  (typeof value === 'string' ? value : (value?.Value ?? '')).replaceAll('\r\n', '\n')

const sorted = (entries: readonly (readonly [string, string])[]) =>
  Object.fromEntries([...entries].filter(([, value]) => value !== '').sort(([a], [b]) => (a < b ? -1 : 1)))

/** Properties that a template of ours sets. Others may have been added by the server or by people, and stay. */
export const isOurs = (property: string) =>
  property.startsWith('Octopus.Action.Script.') || property === 'Octopus.Action.RunOnServer'

export function contentOf({
  Name,
  Description,
  ActionType,
  Properties,
  Parameters,
  Packages = [],
}: StepTemplate): Content {
  const script = Object.entries(Properties).flatMap(([name, value]) =>
    isOurs(name) ? [[name, text(value)] as const] : [],
  )
  return {
    name: Name,
    description: withoutNote(text(Description)).trim(),
    script: sorted([['ActionType', ActionType], ...script]),
    // In their order: that is the order in which Octopus shows them.
    parameters: Object.fromEntries(
      Parameters.map(({ Name, Label, HelpText, DefaultValue, DisplaySettings }) => [
        Name,
        JSON.stringify([
          text(Label),
          text(HelpText),
          text(DefaultValue),
          sorted(Object.entries(DisplaySettings).map(([name, value]) => [name, text(value)])),
        ]),
      ]),
    ),
    packages: sorted(
      Packages.map(({ Name, PackageId, AcquisitionLocation, Properties }) => [
        Name,
        JSON.stringify([text(PackageId), AcquisitionLocation, sorted(Object.entries(Properties))]),
      ]),
    ),
  }
}

export const hashOf = (content: Content): string =>
  createHash('sha256')
    .update(JSON.stringify([content, Object.keys(content.parameters)]))
    .digest('hex')

const changes = (
  what: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] => {
  const named = (keys: readonly string[], sign: string) => keys.map((key) => `${sign}${key}`)
  const told = [
    ...named(
      Object.keys(after).filter((key) => !(key in before)),
      '+',
    ),
    ...named(
      Object.keys(before).filter((key) => !(key in after)),
      '-',
    ),
    ...named(
      Object.keys(after).filter((key) => key in before && before[key] !== after[key]),
      '~',
    ),
  ]
  if (told.length > 0) return [`${what} ${told.join(' ')}`]
  return Object.keys(before).join() === Object.keys(after).join() ? [] : [`order of ${what}`]
}

/** How two contents differ, for people: `+` added, `-` removed, `~` changed. Empty: they do not. */
export function differences(before: Content, after: Content): string[] {
  return [
    ...(before.name === after.name ? [] : [`name "${before.name}" -> "${after.name}"`]),
    ...(before.description === after.description ? [] : ['description']),
    ...(JSON.stringify(before.script) === JSON.stringify(after.script) ? [] : ['script']),
    ...changes('parameters', before.parameters, after.parameters),
    ...changes('packages', before.packages, after.packages),
  ]
}
