import type { Binding } from './binding.js'
import type { Change } from './change.js'
import { checkedName } from './checked-name.js'
import { type Iis, siteNamed } from './iis.js'

export type BindingEdit = {
  readonly site: string
  readonly add?: readonly Binding[]
  readonly remove?: readonly Binding[]
}

/**
 * Takes bindings from sites and gives them to others, all in one commit: what one site loses another has at once. The flags of https
 * bindings go along; certificates are http.sys's and stay where they are.
 * Only names and bindings that are there can be removed, and none that are there can be added: appcmd refuses the whole.
 * @see https://learn.microsoft.com/iis/configuration/system.applicationhost/sites/site/bindings/
 */
export const editBindings = (says: string, edits: readonly BindingEdit[]): Change => ({
  says,
  args: [
    'set',
    'config',
    '-section:system.applicationHost/sites',
    ...edits.flatMap(({ site, remove = [] }) => remove.map((binding) => `/-${selector(site, binding)}`)),
    ...edits.flatMap(({ site, add = [] }) => add.map((binding) => `/+${selector(site, binding, true)}`)),
    '/commit:apphost',
  ],
  // None of their workers has a reason to restart: where one does, it is said.
  pools: [],
  isDone: (iis) =>
    edits.every(({ site, add = [], remove = [] }) => {
      const has = (binding: Binding) => siteNamed(iis, site)?.bindings.some((its) => isSame(its, binding)) ?? false
      return add.every(has) && !remove.some(has)
    }),
})

/** Without what is so already. */
export const stillNeeded = (iis: Iis, edits: readonly BindingEdit[]): BindingEdit[] =>
  edits
    .map(({ site, add = [], remove = [] }) => {
      const has = (binding: Binding) => siteNamed(iis, site)?.bindings.some((its) => isSame(its, binding)) ?? false
      return { site, add: add.filter((binding) => !has(binding)), remove: remove.filter(has) }
    })
    .filter(({ add, remove }) => add.length + remove.length > 0)

/** The same text in the configuration. */
const isSame = (one: Binding, other: Binding) =>
  one.protocol === other.protocol && one.information.toLowerCase() === other.information.toLowerCase()

function selector(site: string, { protocol, information, sslFlags }: Binding, withFlags = false): string {
  const flags = withFlags && sslFlags ? `,sslFlags='${sslFlags}'` : ''
  return `[name='${quoted(checkedName(site))}'].bindings.[protocol='${quoted(protocol)}',bindingInformation='${quoted(information)}'${flags}]`
}

const quoted = (text: string) => text.replaceAll("'", "''")
