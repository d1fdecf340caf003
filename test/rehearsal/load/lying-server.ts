import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

export type Seen = { readonly number: number; readonly request: IncomingMessage; readonly body: Buffer }

/** Does something else than answering properly and returns true, or returns false: the answer is a good one. */
export type Lie = (seen: Seen, response: ServerResponse) => boolean

export const goodHeaders = { 'X-Release': '1.0.0', 'X-BlueGreen-Port': '18081', 'Content-Type': 'application/json' }

export function goodAnswer({ body }: Seen): string {
  return JSON.stringify({ release: '1.0.0', sha256: createHash('sha256').update(body).digest('hex') })
}

/** A server that counts what it sees and answers properly except where it lies. */
export async function lyingServer(lie: Lie = () => false) {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    const one = { number: seen.length, request, body: Buffer.alloc(0) }
    seen.push(one)
    const whole = { ...one, body: await buffer(request) }
    if (!lie(whole, response)) response.writeHead(200, goodHeaders).end(goodAnswer(whole))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { server, seen, url, target: { machine: 'web-1', url } }
}
