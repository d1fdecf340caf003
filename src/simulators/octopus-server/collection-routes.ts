import { asked, page } from './paging.js'
import { addProcess } from './process-routes.js'
import { badRequest, nameTaken, notFound } from './refusals.js'
import type { Exchange, Route } from './route.js'
import type { Kind, Resource, Space } from './store.js'
import { addVariableSet } from './variable-set-routes.js'
import { persistenceOf } from './version-control.js'

type Collection = {
  readonly kind: Kind
  readonly path: string
  /** Octopus's permissions are named after it, e.g. `ProjectView`. */
  readonly permission: string
  /** What an error calls it. */
  readonly what: string
  /** Fields and documents that come with a new one. */
  readonly made?: (space: Space, resource: Resource) => Resource
}

const madeProject = (space: Space, sent: Resource): Resource => {
  const project: Resource = {
    IsDisabled: false,
    IncludedLibraryVariableSetIds: [],
    ...sent,
    Slug: sent['Slug'] ?? sent.Name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    VariableSetId: addVariableSet(space, sent.Id),
    DeploymentProcessId: `deploymentprocess-${sent.Id}`,
  }
  const settings = persistenceOf(project) ?? { Type: 'Database' }
  addProcess(space, project, `deploymentprocess-${sent.Id}`)
  return { ...project, IsVersionControlled: settings.Type === 'VersionControlled', PersistenceSettings: settings }
}

const madeRunbook = (space: Space, sent: Resource): Resource => {
  const project = space.documents.Projects.get(String(sent['ProjectId']))
  if (!project) throw badRequest(`The project '${sent['ProjectId']}' was not found.`)
  const RunbookProcessId = `RunbookProcess-${sent.Id}`
  addProcess(space, project, RunbookProcessId, sent)
  return { ...sent, RunbookProcessId }
}

const collections: readonly Collection[] = [
  { kind: 'ProjectGroups', path: 'projectgroups', permission: 'ProjectGroup', what: 'project group' },
  { kind: 'Lifecycles', path: 'lifecycles', permission: 'Lifecycle', what: 'lifecycle' },
  { kind: 'Environments', path: 'environments', permission: 'Environment', what: 'environment' },
  { kind: 'Machines', path: 'machines', permission: 'Machine', what: 'deployment target' },
  { kind: 'Feeds', path: 'feeds', permission: 'Feed', what: 'feed' },
  { kind: 'Channels', path: 'channels', permission: 'Process', what: 'channel' },
  { kind: 'Projects', path: 'projects', permission: 'Project', what: 'project', made: madeProject },
  {
    kind: 'LibraryVariableSets',
    path: 'libraryvariablesets',
    permission: 'LibraryVariableSet',
    what: 'library variable set',
    made: (space, set) => ({ ContentType: 'Variables', ...set, VariableSetId: addVariableSet(space, set.Id) }),
  },
  { kind: 'Runbooks', path: 'runbooks', permission: 'Runbook', what: 'runbook', made: madeRunbook },
]

/** Those that keep their name to themselves in a project only. */
const namesPerProject: readonly Kind[] = ['Runbooks', 'Channels']

function checkName({ kind, what }: Collection, space: Space, sent: Resource, except?: string): void {
  if (!sent.Name) throw badRequest(`Please provide a name for the ${what}.`)
  const others = [...space.documents[kind].values()].filter(
    (other) =>
      other.Id !== except &&
      other.Name.toLowerCase() === sent.Name.toLowerCase() &&
      (!namesPerProject.includes(kind) || other['ProjectId'] === sent['ProjectId']),
  )
  if (others.length > 0) throw nameTaken(what, sent.Name)
}

const shown = (collection: Collection, space: Space, resource: Resource) => {
  const self = `/api/${space.Id}/${collection.path}/${resource.Id}`
  const ofProject = {
    Variables: `/api/${space.Id}/variables/${resource['VariableSetId']}`,
    DeploymentProcess: persistenceOf(resource) ? `${self}/{gitRef}/deploymentprocesses` : `${self}/deploymentprocesses`,
    Runbooks: `${self}/runbooks{?skip,take,partialName}`,
  }
  return { ...resource, SpaceId: space.Id, Links: { Self: self, ...(collection.kind === 'Projects' ? ofProject : {}) } }
}

function create(collection: Collection, { store, space, body }: Exchange) {
  const sent = { ...(body as Resource), Id: store.newId(collection.kind) }
  checkName(collection, space, sent)
  const made = collection.made?.(space, sent) ?? sent
  space.documents[collection.kind].set(made.Id, made)
  return { status: 201, body: shown(collection, space, made) }
}

function find({ kind }: Collection, { space, params }: Exchange): Resource {
  const id = params['resource'] ?? ''
  const bySlug = [...space.documents[kind].values()].find((resource) => resource['Slug'] === id)
  const found = space.documents[kind].get(id) ?? bySlug
  if (!found) throw notFound()
  return found
}

/** Not verified: that `roles` names several, of which one suffices. */
const inRoles = (resource: Resource, query: URLSearchParams) => {
  const roles = query.get('roles')?.split(',')
  return (
    roles === undefined || (resource['Roles'] as readonly string[] | undefined)?.some((role) => roles.includes(role))
  )
}

function routesOf(collection: Collection): Route[] {
  const { kind, path, permission } = collection
  const list = ({ space, query, params }: Exchange) =>
    asked([...space.documents[kind].values()], query)
      .filter((resource) => kind !== 'Machines' || inRoles(resource, query))
      .filter((resource) => params['project'] === undefined || resource['ProjectId'] === params['project'])
      .map((resource) => shown(collection, space, resource))
  const listed = (at: string): Route => ({
    method: 'GET',
    path: at,
    permission: `${permission}View`,
    handle: (exchange) => ({ body: page(list(exchange), `${exchange.space.Id}/${path}`, exchange.query) }),
  })
  return [
    listed(path),
    ...(kind === 'Runbooks' || kind === 'Channels' ? [listed(`projects/:project/${path}`)] : []),
    {
      method: 'GET',
      path: `${path}/all`,
      permission: `${permission}View`,
      handle: (exchange) => ({ body: list(exchange) }),
    },
    {
      method: 'POST',
      path,
      permission: `${permission}${editing(kind, 'Create')}`,
      handle: (exchange) => create(collection, exchange),
    },
    {
      method: 'GET',
      path: `${path}/:resource`,
      permission: `${permission}View`,
      handle: (exchange) => ({ body: shown(collection, exchange.space, find(collection, exchange)) }),
    },
    {
      method: 'PUT',
      path: `${path}/:resource`,
      permission: `${permission}Edit`,
      handle: (exchange) => {
        const kept = find(collection, exchange)
        const { Links, ...sent } = exchange.body as Resource & { Links?: unknown }
        checkName(collection, exchange.space, { ...kept, ...sent }, kept.Id)
        const next: Resource = { ...kept, ...sent, Id: kept.Id }
        exchange.space.documents[kind].set(kept.Id, next)
        return { body: shown(collection, exchange.space, next) }
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:resource`,
      permission: `${permission}${editing(kind, 'Delete')}`,
      handle: (exchange) => {
        exchange.space.documents[kind].delete(find(collection, exchange).Id)
        return { body: {} }
      },
    },
  ]
}

/** Octopus has no permission of its own for the making of these. */
const editing = (kind: Kind, otherwise: 'Create' | 'Delete') =>
  kind === 'Feeds' || kind === 'Runbooks' || kind === 'Channels' ? 'Edit' : otherwise

export const collectionRoutes: readonly Route[] = collections.flatMap(routesOf)
