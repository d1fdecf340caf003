import type { ServerResponse } from 'node:http'

/** An answer of IIS itself; `substatus` as in the log, e.g. 404 and 13. */
export function answerIis(res: ServerResponse, status: number, substatus: number, reason: string): void {
  if (res.destroyed) return // the client is gone
  if (status === 404 && substatus === 13) res.setHeader('Connection', 'close') // the body stays unread
  const code = substatus ? `${status}.${substatus}` : String(status)
  answer(res, status, `<h2>HTTP Error ${code} - ${reason}</h2>`, 'Microsoft-IIS/10.0')
}

/** 400: no site has a binding with this host name. http.sys closes the connection. */
export function answerUnknownHost(res: ServerResponse): void {
  res.setHeader('Connection', 'close')
  const page = '<h2>Bad Request - Invalid Hostname</h2>\n<hr><p>HTTP Error 400. The request hostname is invalid.</p>'
  answer(res, 400, page, 'Microsoft-HTTPAPI/2.0')
}

/** 503 of http.sys: the pool is stopped or its queue is full. http.sys closes the connection. */
export function answerUnavailable(res: ServerResponse): void {
  res.setHeader('Connection', 'close')
  const page = '<h2>Service Unavailable</h2>\n<hr><p>HTTP Error 503. The service is unavailable.</p>'
  answer(res, 503, page, 'Microsoft-HTTPAPI/2.0')
}

function answer(res: ServerResponse, status: number, page: string, server: string): void {
  res.writeHead(status, { 'Content-Type': 'text/html', 'Content-Length': Buffer.byteLength(page), Server: server })
  res.end(page)
}
