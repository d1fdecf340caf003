import type { Planned } from './plan-import.js'

/** What is to be done with a template, and whether its logo is missing. */
export type Todo = { readonly planned: Planned; readonly needsWrite: boolean; readonly needsLogo: boolean }

/**
 * @param bare ids of the templates on the server that have no logo of their own
 * @param force overwrite what people have changed
 */
export function todoOf(planned: Planned, { bare, force }: { bare: readonly string[]; force: boolean }): Todo {
  if (planned.state === 'new') return { planned, needsWrite: true, needsLogo: true }
  const isTheirs = planned.state === 'edited' && !force
  return {
    planned,
    needsWrite: planned.state !== 'unchanged' && !isTheirs,
    needsLogo: !isTheirs && bare.includes(planned.theirs.Id),
  }
}

const states: Readonly<Record<Planned['state'], string>> = {
  new: 'new',
  changed: 'changed',
  unchanged: 'unchanged',
  edited: 'changed by somebody in Octopus',
}

/** For a terminal: name, state, version, what differs. */
export function rowOf({ planned, needsWrite, needsLogo }: Todo): string[] {
  const { ours, state } = planned
  if (planned.state === 'new') return [ours.Name, states[state], '-> version 0', '']
  const { Version } = planned.theirs
  return [
    ours.Name,
    state === 'edited' && needsWrite ? `${states[state]}, overwritten` : states[state],
    needsWrite ? `version ${Version} -> ${Version + 1}` : `version ${Version}`,
    [...planned.differences, ...(needsLogo ? ['logo'] : [])].join('; '),
  ]
}

/** For programs. @param done the names of the templates that were stored */
export const asJson = ({ planned, needsWrite, needsLogo }: Todo, done: readonly string[]) => ({
  name: planned.ours.Name,
  state: planned.state,
  ...(planned.state === 'new'
    ? {}
    : { id: planned.theirs.Id, version: planned.theirs.Version, differences: planned.differences }),
  write: needsWrite,
  logo: needsLogo,
  done: done.includes(planned.ours.Name),
})
