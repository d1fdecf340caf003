import { onTestFinished } from 'vitest'
import { OctopusServer, type OctopusServerOptions } from '../../../src/simulators/octopus-server/octopus-server.js'

/** Looks like a key, and is found by a search. */
export const testKey = 'API-TESTKEYTHATNOBODYMUSTSEE01'

/** A server of this test alone, whose administrator has `testKey`. */
export async function runningServer(options: OctopusServerOptions = {}): Promise<OctopusServer> {
  const server = await OctopusServer.start(options)
  onTestFinished(() => server.close())
  server.keys.add(testKey, 'administrator')
  return server
}

/** One plain request, with the administrator's key. */
export async function ask(
  server: OctopusServer,
  method: string,
  path: string,
  body?: unknown,
  key = testKey,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${server.url}/api/${path}`, {
    method,
    headers: { 'x-octopus-apikey': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
