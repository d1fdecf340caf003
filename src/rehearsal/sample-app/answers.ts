import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { answerJson } from './answer-json.js'
import { download } from './download.js'
import { events } from './events.js'

export type Release = {
  readonly release: string
  /** Where the application's files are. */
  readonly folder: string
}

type Route = (app: Release, request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void

/** What the application answers, by path. Every answer carries its release, in the header and in the body. */
export const routes: Readonly<Record<string, Route>> = {
  '/': ({ release }, _request, response) => answerJson(response, 200, { release, page: 'home', pid: process.pid }),
  '/api/echo': digest,
  '/upload': digest,
  '/download': ({ release }, _request, response, url) => download(release, response, url.searchParams),
  '/events': ({ release }, _request, response, url) => events(release, response, url.searchParams),
  '/static/': staticFile,
}

/** Says what arrived, so that the sender can tell whether it arrived whole. */
async function digest({ release }: Release, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST' && request.method !== 'PUT')
    return answerJson(response, 405, { release, error: 'POST or PUT a body' })
  const hash = createHash('sha256')
  let length = 0
  for await (const chunk of request) {
    hash.update(chunk)
    length += chunk.length
  }
  answerJson(response, 200, { release, sha256: hash.digest('hex'), length })
}

async function staticFile({ release, folder }: Release, _: IncomingMessage, response: ServerResponse, url: URL) {
  const name = /^\/static\/([\w-]+\.txt)$/.exec(url.pathname)?.[1]
  const text = name && (await readFile(join(folder, 'static', name)).catch(() => undefined))
  if (!text) return answerJson(response, 404, { release, error: 'no such file' })
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': text.length })
  response.end(text)
}
