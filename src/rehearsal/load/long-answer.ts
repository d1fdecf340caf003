import { type ClientRequest, request } from 'node:http'
import type { LongTransfer } from './long-transfer.js'

/** A request on a connection of its own whose answer has to be whole and 2xx; not sent before `request.end()`. */
export function longAnswer(
  { target, agent, releaseHeader, portHeader, progress, signal }: LongTransfer,
  url: URL,
  method: 'GET' | 'POST',
  headers: Record<string, string | number> = {},
): { readonly request: ClientRequest; readonly body: Promise<Buffer> } {
  const host = target.host === undefined ? {} : { Host: target.host }
  const outgoing = request(url, { method, agent, headers: { ...headers, ...host } })
  const body = new Promise<Buffer>((resolve, reject) => {
    const end = () => {
      reject(signal.reason)
      outgoing.destroy()
    }
    signal.addEventListener('abort', end, { once: true })
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      const { statusCode = 0, headers } = response
      if (releaseHeader) progress.releaseBegin = text(headers[releaseHeader.toLowerCase()])
      if (portHeader) progress.port = Number(headers[portHeader.toLowerCase()]) || undefined
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        if (statusCode >= 200 && statusCode < 300) resolve(Buffer.concat(chunks))
        else reject(new Error(`status ${statusCode}`))
      })
    })
  })
  return { request: outgoing, body }
}

const text = (header: string | string[] | undefined) => (typeof header === 'string' ? header : undefined)
