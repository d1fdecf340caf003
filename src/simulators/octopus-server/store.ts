import type { ActionTemplate } from './action-template.js'
import type { Process } from './process.js'
import type { ServerTask } from './server-task.js'
import type { VariableSet } from './variable-set.js'

/** Anything with an id and a name; the other fields are kept as they were sent. */
export type Resource = { Id: string; Name: string; readonly [field: string]: unknown }

/** The kinds that the server keeps without looking into them. */
export const kinds = [
  'ProjectGroups',
  'Lifecycles',
  'Environments',
  'Machines',
  'Feeds',
  'Projects',
  'LibraryVariableSets',
  'Runbooks',
  'Channels',
] as const
export type Kind = (typeof kinds)[number]

/** One space's documents, by id. */
export type Space = {
  readonly Id: string
  Name: string
  IsDefault: boolean
  TaskQueueStopped: boolean
  readonly documents: Readonly<Record<Kind, Map<string, Resource>>>
  /** Each template's versions, the last one current. */
  readonly templates: Map<string, ActionTemplate[]>
  readonly logos: Map<string, Buffer>
  /** By id of the process; in a project under version control also by git reference: `<id>@<ref>`. */
  readonly processes: Map<string, Process>
  readonly variableSets: Map<string, VariableSet>
  readonly tasks: Map<string, ServerTask>
  readonly artifacts: Map<
    string,
    { readonly Id: string; readonly Filename: string; readonly taskId: string; readonly content: Buffer }
  >
}

/** Everything that a server holds. */
export class Store {
  readonly spaces = new Map<string, Space>()
  readonly #numbers = new Map<string, number>()

  /** `ActionTemplates-1`, `ActionTemplates-2`, … */
  newId(kind: string): string {
    const number = (this.#numbers.get(kind) ?? 0) + 1
    this.#numbers.set(kind, number)
    return `${kind}-${number}`
  }

  addSpace(name: string): Space {
    const space: Space = {
      Id: this.newId('Spaces'),
      Name: name,
      IsDefault: this.spaces.size === 0,
      TaskQueueStopped: false,
      documents: Object.fromEntries(kinds.map((kind) => [kind, new Map()])) as unknown as Space['documents'],
      templates: new Map(),
      logos: new Map(),
      processes: new Map(),
      variableSets: new Map(),
      tasks: new Map(),
      artifacts: new Map(),
    }
    this.spaces.set(space.Id, space)
    const lifecycle = this.newId('Lifecycles')
    space.documents.Lifecycles.set(lifecycle, { Id: lifecycle, Name: 'Default Lifecycle' })
    const group = this.newId('ProjectGroups')
    space.documents.ProjectGroups.set(group, { Id: group, Name: 'Default Project Group' })
    const feed = this.newId('Feeds')
    space.documents.Feeds.set(feed, { Id: feed, Name: 'Octopus Server (built-in)', FeedType: 'BuiltIn' })
    return space
  }
}
