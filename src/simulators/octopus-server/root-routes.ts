import { type Keys, may, type User } from './keys.js'
import { asked, page } from './paging.js'
import { badRequest, nameTaken, notFound } from './refusals.js'
import type { Exchange, Route } from './route.js'
import type { Space, Store } from './store.js'

const shownSpace = ({ Id, Name, IsDefault, TaskQueueStopped }: Space) => ({
  Id,
  Name,
  IsDefault,
  TaskQueueStopped,
  Links: { Self: `/api/spaces/${Id}`, SpaceHome: `/api/${Id}` },
})

const shownUser = ({ id, name }: User) => ({
  Id: id,
  Username: name,
  DisplayName: name,
  IsService: true,
  IsActive: true,
  Links: { Self: `/api/users/${id}`, Permissions: `/api/users/${id}/permissions` },
})

/** Every permission that a route of this server asks for: what `all` stands for. */
const everyPermission = (routes: readonly Route[]) =>
  [...new Set(routes.flatMap(({ permission }) => permission ?? []))].sort()

/**
 * Not verified: that a user without any permission in a space sees none of it.
 * @see https://octopus.com/docs/security/users-and-teams/system-and-space-permissions
 */
const permissionSet = (user: User, spaces: readonly Space[], routes: readonly Route[]) => ({
  Id: user.id,
  SpacePermissions: Object.fromEntries(
    everyPermission(routes)
      .filter((permission) => may(user, permission))
      .map((permission) => [
        permission,
        spaces.map(({ Id }) => ({
          SpaceId: Id,
          RestrictedToEnvironmentIds: [],
          RestrictedToProjectIds: [],
          RestrictedToTenantIds: [],
          RestrictedToProjectGroupIds: [],
        })),
      ]),
  ),
  SystemPermissions: [],
})

function addSpace(store: Store, body: unknown): Space {
  const { Name } = body as { readonly Name?: string }
  if (!Name) throw badRequest('Please provide a name for the space.')
  if ([...store.spaces.values()].some((space) => space.Name.toLowerCase() === Name.toLowerCase()))
    throw nameTaken('space', Name)
  return store.addSpace(Name)
}

const findSpace = ({ store, params }: Exchange): Space => {
  const space = store.spaces.get(params['id'] ?? '')
  if (!space) throw notFound()
  return space
}

export const rootRoutes = (keys: Keys, routes: () => readonly Route[]): readonly Route[] => [
  {
    method: 'GET',
    path: 'spaces',
    system: true,
    handle: ({ store, query }) => ({
      body: page(asked([...store.spaces.values()].map(shownSpace), query), 'spaces', query),
    }),
  },
  {
    method: 'GET',
    path: 'spaces/all',
    system: true,
    handle: ({ store }) => ({ body: [...store.spaces.values()].map(shownSpace) }),
  },
  {
    method: 'POST',
    path: 'spaces',
    system: true,
    permission: 'SpaceCreate',
    handle: ({ store, body }) => ({ status: 201, body: shownSpace(addSpace(store, body)) }),
  },
  {
    method: 'GET',
    path: 'spaces/:id',
    system: true,
    handle: (exchange) => ({ body: shownSpace(findSpace(exchange)) }),
  },
  {
    method: 'PUT',
    path: 'spaces/:id',
    system: true,
    permission: 'SpaceEdit',
    handle: (exchange) => {
      const space = findSpace(exchange)
      space.TaskQueueStopped = (exchange.body as Partial<Space>).TaskQueueStopped === true
      return { body: shownSpace(space) }
    },
  },
  {
    method: 'DELETE',
    path: 'spaces/:id',
    system: true,
    permission: 'SpaceDelete',
    handle: (exchange) => {
      const space = findSpace(exchange)
      if (!space.TaskQueueStopped) throw badRequest('Please stop the task queue of the space before you delete it.')
      exchange.store.spaces.delete(space.Id)
      return { body: {} }
    },
  },
  { method: 'GET', path: 'users/me', system: true, handle: ({ user }) => ({ body: shownUser(user) }) },
  {
    method: 'GET',
    path: 'users/:id/permissions',
    system: true,
    handle: ({ store, user, params, query }) => {
      const found = keys.find(params['id'] ?? '')
      if (!found || found.id !== user.id) throw notFound()
      const wanted = query.get('spaces')?.split(',')
      const spaces = [...store.spaces.values()].filter(({ Id }) => wanted === undefined || wanted.includes(Id))
      return { body: permissionSet(found, spaces, routes()) }
    },
  },
]
