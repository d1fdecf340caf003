import { createReadStream, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { pipeline } from 'node:stream'
import { answerIis } from './error-pages.js'

const contentTypes: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.htm': 'text/html',
  '.js': 'application/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
}
const defaultDocuments = ['Default.htm', 'index.htm', 'index.html']

/** Answers with a file of the folder; `path` is what follows the virtual directory's own path. */
export function serveStaticFile(folder: string, path: string, req: IncomingMessage, res: ServerResponse): void {
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    answerIis(res, 405, 0, 'Method Not Allowed')
    return
  }
  const relative = decoded(path)
  if (relative === undefined) {
    answerIis(res, 400, 0, 'Bad Request')
    return
  }
  if (/(^|\/)web\.config$/i.test(relative)) {
    answerIis(res, 404, 8, 'Not Found')
    return
  }
  const asked = join(folder, normalize(`/${relative}`))
  const file = isFolder(asked) ? defaultDocuments.map((name) => join(asked, name)).find(isFile) : asked
  if (file === undefined) {
    answerIis(res, 403, 14, 'Forbidden')
    return
  }
  const stats = statSync(file, { throwIfNoEntry: false })
  if (!stats?.isFile()) {
    answerIis(res, 404, 0, 'Not Found')
    return
  }
  res.writeHead(200, {
    'Content-Type': contentTypes[extname(file).toLowerCase()] ?? 'application/octet-stream',
    'Content-Length': stats.size,
    'Last-Modified': stats.mtime.toUTCString(),
    Server: 'Microsoft-IIS/10.0',
  })
  if (req.method === 'HEAD') return void res.end()
  pipeline(createReadStream(file), res, () => {}) // a client that has left, or a file that has: either ends the other
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true
