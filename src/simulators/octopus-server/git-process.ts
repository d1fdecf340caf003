import type { PropertyValue } from './action-template.js'
import { type Action, type Process, templateId, templateVersion, textOf } from './process.js'
import type { Space } from './store.js'

const templateOf = (space: Space, { Properties }: Action) =>
  space.templates
    .get(textOf(Properties[templateId]) ?? '')
    ?.find(({ Version }) => String(Version) === textOf(Properties[templateVersion]))

const mapActions = (process: Process, change: (action: Action) => Action): Process => ({
  ...process,
  Steps: process.Steps.map((step) => ({ ...step, Actions: step.Actions.map(change) })),
})

/**
 * What goes into git: the user's parameters and the reference to the template, not the template's own properties and packages.
 * @see https://github.com/OctopusDeploy/Architecture (Step Templates in Configuration as Code)
 */
export const asCommitted = (space: Space, process: Process): Process =>
  mapActions(process, (action) => {
    const template = templateOf(space, action)
    if (!template) return action
    const own = Object.entries(action.Properties).filter(([name]) => !(name in template.Properties))
    return { ...action, Properties: Object.fromEntries(own) }
  })

/** What a client reads: the template's own properties are inserted, over any of the same name. */
export const asRead = (space: Space, process: Process): Process =>
  mapActions(process, (action) => {
    const template = templateOf(space, action)
    if (!template) return action
    const Properties: Record<string, PropertyValue> = { ...action.Properties, ...template.Properties }
    return { ...action, Properties }
  })
