import type { IncomingHttpHeaders } from 'node:http'
import { missingPermission, notLoggedIn, wrongKey } from './refusals.js'

/** Whose key or token it is, and what they may do: names of Octopus's permissions, e.g. `ActionTemplateEdit`. */
export type User = { readonly id: string; readonly name: string; readonly permissions: 'all' | readonly string[] }

/** The API keys and access tokens that a server knows. */
export class Keys {
  readonly #users = new Map<string, User>()

  /** @param secret an API key (`API-…`) or an access token */
  add(secret: string, name: string, permissions: User['permissions'] = 'all'): User {
    const user = { id: `Users-${this.#users.size + 1}`, name, permissions }
    this.#users.set(secret, user)
    return user
  }

  /** @throws Refused: nobody, or somebody unknown */
  userOf(headers: IncomingHttpHeaders): User {
    const key = headers['x-octopus-apikey']
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
    const secret = token ?? (Array.isArray(key) ? key[0] : key)
    if (!secret) throw notLoggedIn()
    const user = this.#users.get(secret)
    if (!user) throw wrongKey()
    return user
  }

  find(id: string): User | undefined {
    return [...this.#users.values()].find((user) => user.id === id)
  }
}

export const may = ({ permissions }: User, permission: string) =>
  permissions === 'all' || permissions.includes(permission)

/** @throws Refused */
export function demand(user: User, permission: string | undefined): void {
  if (permission !== undefined && !may(user, permission)) throw missingPermission(permission)
}
