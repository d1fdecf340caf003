import type { ServerResponse } from 'node:http'
import type { Header } from './proxy-headers.js'

/** An IIS error with its sub-status, as its detailed error pages name it. */
export type IisError = { status: number; subStatus: number; reason: string; detail: string }

export const badConfiguration = (detail: string): IisError => ({
  status: 500,
  subStatus: 19,
  reason: 'Internal Server Error',
  detail: `The requested page cannot be accessed because the related configuration data for the page is invalid. ${detail}`,
})

export const rewriteFailed = (detail: string): IisError => ({
  status: 500,
  subStatus: 50,
  reason: 'URL Rewrite Module Error.',
  detail,
})

export const contentTooLong: IisError = {
  status: 404,
  subStatus: 13,
  reason: 'Not Found',
  detail: 'The request filtering module is configured to deny a request that exceeds the request content length.',
}

/** Without ARR's proxy an absolute URL is no file of the site. */
export const proxyDisabled: IisError = {
  status: 404,
  subStatus: 4,
  reason: 'Not Found',
  detail: 'The resource you are looking for does not have a handler associated with it: the proxy is not enabled.',
}

export const badUrl: IisError = {
  status: 400,
  subStatus: 0,
  reason: 'Bad Request',
  detail: 'Bad Request - Invalid URL',
}

export const backEndFailed = (detail: string): IisError => ({
  status: 502,
  subStatus: 3,
  reason: 'Bad Gateway',
  detail,
})

export const noServer: IisError = {
  status: 502,
  subStatus: 4,
  reason: 'Bad Gateway',
  detail: 'No appropriate server was found for the web farm.',
}

/** Answers with an error; a request body that is still coming is read and dropped by the server. */
export function answerError(res: ServerResponse, error: IisError, headers: readonly Header[]): void {
  const number = error.subStatus === 0 ? String(error.status) : `${error.status}.${error.subStatus}`
  answerText(res, error.status, error.reason, `HTTP Error ${number} - ${error.reason}\n${error.detail}\n`, headers)
}

/** Answers with a short text of the module's own. */
export function answerText(
  res: ServerResponse,
  status: number,
  reason: string,
  text: string,
  headers: readonly Header[],
): void {
  const body = Buffer.from(text)
  const own: Header[] = [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Length', String(body.length)],
  ]
  res.writeHead(status, reason, [...own, ...headers].flat())
  res.end(body)
}
