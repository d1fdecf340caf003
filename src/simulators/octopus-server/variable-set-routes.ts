import { randomUUID } from 'node:crypto'
import { badRequest, notFound, outOfDate } from './refusals.js'
import type { Exchange, Route } from './route.js'
import type { Space } from './store.js'
import { type Variable, type VariableSet, variableSetId } from './variable-set.js'

export function addVariableSet(space: Space, OwnerId: string): string {
  const Id = variableSetId(OwnerId)
  if (!space.variableSets.has(Id))
    space.variableSets.set(Id, { Id, SpaceId: space.Id, OwnerId, Variables: [], Version: 0, ScopeValues: {} })
  return Id
}

/** A secret goes in and never comes out. */
const shown = (space: Space, set: VariableSet) => ({
  ...set,
  Variables: set.Variables.map((one) => (one.IsSensitive ? { ...one, Value: null } : one)),
  Links: { Self: `/api/${space.Id}/variables/${set.Id}` },
})

function saved(set: VariableSet, sent: Partial<VariableSet>): VariableSet {
  const Variables = (sent.Variables ?? []).map((one): Variable => {
    const known = set.Variables.find(({ Id }) => Id === one.Id)
    const keepsSecret = one.IsSensitive && (one.Value === null || one.Value === undefined)
    return {
      ...one,
      Id: one.Id || randomUUID(),
      Value: keepsSecret ? (known?.Value ?? null) : (one.Value ?? null),
      Scope: one.Scope ?? {},
    }
  })
  const nameless = Variables.filter(({ Name }) => !Name)
  if (nameless.length > 0) throw badRequest('Every variable needs a name.')
  return { ...set, Variables, Version: set.Version + 1 }
}

function find({ space, params }: Exchange): VariableSet {
  const set = space.variableSets.get(params['set'] ?? variableSetId(params['id'] ?? ''))
  if (!set) throw notFound()
  return set
}

const get = (path: string): Route => ({
  method: 'GET',
  path,
  permission: 'VariableView',
  handle: (exchange) => ({ body: shown(exchange.space, find(exchange)) }),
})

const put = (path: string): Route => ({
  method: 'PUT',
  path,
  permission: 'VariableEdit',
  handle: (exchange) => {
    const set = find(exchange)
    const sent = exchange.body as Partial<VariableSet>
    if (sent.Version !== set.Version) throw outOfDate('VariableSet', set.Id)
    const next = saved(set, sent)
    exchange.space.variableSets.set(set.Id, next)
    return { body: shown(exchange.space, next) }
  },
})

/** Not simulated: a project's variables in git. They are read and written here as if they were in the database. */
export const variableSetRoutes: readonly Route[] = [
  get('variables/:set'),
  put('variables/:set'),
  get('projects/:id/variables'),
  put('projects/:id/variables'),
]
