import type { Field } from '../octopus/page.js'
import { ports } from '../octopus/parameter-types.js'

export const portsInput = {
  label: 'Ports of the slots',
  example: '18081,18082',
  variable: 'BlueGreen.Ports',
  schema: ports(),
} as const

export const portsField: Field = {
  control: 'SingleLineText',
  help: 'Two ports that the slots take in turn, e.g. `18081,18082` (what a router with a flag file needs), or a range of which each new slot takes one, e.g. `20000-20999`. Nobody else may use them.',
}
