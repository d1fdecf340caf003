import { isDeepStrictEqual } from 'node:util'
import {
  mark,
  type OctopusAction,
  type PackageReference,
  templateId,
  templateVersion,
} from '../../process/octopus-process.js'
import { type ActionResource, type PackageResource, textOf } from './process.js'

/** What becomes of one action or step: `differences` from what is there, and what stays although the chain has it otherwise. */
export type Changed<T> = { readonly next: T; readonly differences: readonly string[]; readonly kept: readonly string[] }

/** A new action, with all that the server would need to be told by hand. */
export const newAction = (wanted: OctopusAction): ActionResource => ({
  Name: wanted.name,
  ActionType: wanted.actionType,
  Condition: 'Success',
  IsDisabled: false,
  IsRequired: false,
  CanBeUsedForProjectVersioning: wanted.packages.length > 0,
  Environments: [],
  ExcludedEnvironments: [],
  Channels: [],
  TenantTags: [],
  Packages: wanted.packages,
  Properties: { ...wanted.defaults, ...wanted.properties },
})

/** Values that are too long to be shown, or that nobody would read. */
const isScript = (property: string) => property.startsWith('Octopus.Action.Script.')

const shown = (value: string | undefined) => {
  const line = (value ?? '').replaceAll('\n', ' | ')
  return `"${line.length > 60 ? `${line.slice(0, 57)}...` : line}"`
}

/** Properties that are ours on an action of ours: those of scripts, and the steps' parameters. */
const isOurs = (property: string) => isScript(property) || property.startsWith('BG.')

/** A template's own properties and its parameters that the wanted one no longer has. */
const gone = (now: ActionResource, wanted: OctopusAction) =>
  Object.keys(now.Properties).filter(
    (name) => isOurs(name) && !(name in wanted.properties) && !wanted.parameters.includes(name),
  )

function differences(now: ActionResource, wanted: OctopusAction): string[] {
  const { properties, defaults, template } = wanted
  const was = (name: string) => textOf(now.Properties[name])
  const parameters = Object.keys(properties).filter((name) => wanted.parameters.includes(name))
  const others = Object.keys(properties).filter(
    (name) => !parameters.includes(name) && ![mark, templateId, templateVersion].includes(name),
  )
  const version = was(templateVersion) ?? 'none'
  const sameTemplate = was(templateId) === template.id
  return [
    ...(was(mark) === properties[mark] ? [] : ['taken over']),
    ...(now.Name === wanted.name ? [] : [`name "${now.Name}" -> "${wanted.name}"`]),
    ...(sameTemplate ? [] : [`template -> "${template.name}", version ${template.version}`]),
    ...(sameTemplate && version !== String(template.version)
      ? [`template version ${version} -> ${template.version}`]
      : []),
    ...(now.ActionType === wanted.actionType && others.every((name) => was(name) === textOf(properties[name]))
      ? []
      : ['script']),
    ...parameters
      .filter((name) => was(name) !== textOf(properties[name]))
      .map((name) => `${name} ${shown(was(name))} -> ${shown(properties[name])}`),
    ...Object.keys(defaults)
      .filter((name) => now.Properties[name] === undefined)
      .map((name) => `+${name} ${shown(defaults[name])}`),
    ...gone(now, wanted).map((name) => (isScript(name) ? 'script' : `-${name}`)),
    ...wanted.packages.filter((one) => !hasPackage(now, one)).map(({ Name }) => `package of ${Name}`),
  ]
}

const isSamePackage = (now: PackageResource, wanted: PackageReference) =>
  now.PackageId === wanted.PackageId &&
  now.FeedId === wanted.FeedId &&
  now.AcquisitionLocation === wanted.AcquisitionLocation &&
  // An empty text and none are the same.
  Object.entries(wanted.Properties).every(([name, value]) => (now.Properties?.[name] ?? '') === value)

const hasPackage = ({ Packages = [] }: ActionResource, wanted: PackageReference) =>
  Packages.some((now) => now.Name === wanted.Name && isSamePackage(now, wanted))

/** Theirs stay; ours keep their ids. */
const packagesOf = ({ Packages = [] }: ActionResource, wanted: readonly PackageReference[]): PackageResource[] => [
  ...Packages.filter(({ Name }) => !wanted.some((one) => one.Name === Name)),
  ...wanted.map((one) => ({ ...Packages.find(({ Name }) => Name === one.Name), ...one })),
]

const scopes = ['Environments', 'ExcludedEnvironments', 'Channels', 'TenantTags']

/** What people have decided about an action of ours. */
function kept(now: ActionResource, { defaults }: OctopusAction): string[] {
  const changed = Object.entries(defaults).filter(
    ([name, value]) => now.Properties[name] !== undefined && textOf(now.Properties[name]) !== textOf(value),
  )
  return [
    ...changed.map(([name]) => `${name} ${shown(textOf(now.Properties[name]))}`),
    ...(now.IsDisabled ? ['disabled'] : []),
    ...scopes.filter((name) => Array.isArray(now[name]) && now[name].length > 0).map((name) => `its own ${name}`),
    ...(now['Condition'] === 'Variable' ? ['a condition of its own'] : []),
  ]
}

/** An action of ours that is there: what is the chain's is set, what is people's stays. */
export function changedAction(now: ActionResource, wanted: OctopusAction): Changed<ActionResource> {
  const told = [...new Set(differences(now, wanted))]
  const dropped = gone(now, wanted)
  const staying = Object.entries(now.Properties).filter(([name]) => !dropped.includes(name))
  const Properties = { ...wanted.defaults, ...Object.fromEntries(staying), ...wanted.properties }
  const next = {
    ...now,
    Name: wanted.name,
    ActionType: wanted.actionType,
    Packages: packagesOf(now, wanted.packages),
    Properties,
  }
  return {
    next: told.length === 0 || isDeepStrictEqual(now, next) ? now : next,
    differences: told,
    kept: kept(now, wanted),
  }
}
