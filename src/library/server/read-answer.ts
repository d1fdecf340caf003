import type { Connection } from './connection.js'
import type { HttpAnswer } from './http.js'
import { NoOctopus } from './no-octopus.js'
import { NoPermission } from './no-permission.js'
import { NotThere } from './not-there.js'
import { ServerRefused } from './server-refused.js'
import { WrongKey } from './wrong-key.js'

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function errorIn(body: unknown, { text }: HttpAnswer): { message: string; errors: string[] } {
  const { ErrorMessage, Errors } = (body ?? {}) as { ErrorMessage?: unknown; Errors?: unknown }
  return {
    message: typeof ErrorMessage === 'string' ? ErrorMessage : text.slice(0, 300),
    errors: Array.isArray(Errors) ? Errors.filter((each): each is string => typeof each === 'string') : [],
  }
}

/**
 * What the server says, or what is wrong.
 * @param called the request, for errors: `GET /api/spaces`
 * @throws NoOctopus, WrongKey, NoPermission, NotThere, ServerRefused
 */
export function readAnswer<T>({ server, credentials }: Connection, called: string, answer: HttpAnswer): T {
  if (answer.status >= 300 && answer.status < 400) {
    const to = answer.headers['location']
    throw new NoOctopus(server, `it sends ${called} on to ${Array.isArray(to) ? to[0] : (to ?? 'elsewhere')}`)
  }
  const body = jsonIn(answer.text)
  if (answer.status < 300) {
    if (answer.text.trim() === '') return {} as T // nothing to say: an upload
    if (body === undefined) throw new NoOctopus(server, `the answer to ${called} is not JSON`)
    return body as T
  }
  const { message, errors } = errorIn(body, answer)
  if (answer.status === 401) throw new WrongKey(server, credentials.kind, message)
  if (answer.status === 403) throw new NoPermission(called, message)
  if (answer.status === 404) throw new NotThere(called)
  throw new ServerRefused(called, answer.status, message, errors)
}
