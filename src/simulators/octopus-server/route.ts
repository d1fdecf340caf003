import type { User } from './keys.js'
import type { Space, Store } from './store.js'

/** A request that found its route. */
export type Exchange = {
  readonly store: Store
  readonly space: Space
  readonly user: User
  /** The named parts of the path, e.g. `{ id: 'Projects-1' }`. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: unknown
  readonly raw: Buffer
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export type Answer = {
  readonly status?: number
  readonly body?: unknown
  readonly bytes?: Buffer
  readonly type?: string
}

export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/api/` or `/api/<space>/`, e.g. `projects/:id/deploymentprocesses`. */
  readonly path: string
  /** What the caller's user must be allowed; undefined: nothing. */
  readonly permission?: string
  /** True: outside of spaces, e.g. `/api/spaces`. */
  readonly system?: true
  handle(exchange: Exchange): Answer | Promise<Answer>
}

/** The named parts of the path, when it fits the pattern. */
export function fits(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/')
  const parts = path.split('/')
  if (wanted.length !== parts.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const given = parts[index] ?? ''
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(given)
    else if (part.toLowerCase() !== given.toLowerCase()) return undefined
  }
  return params
}
