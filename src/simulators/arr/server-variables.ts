import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import type { SiteInfo } from '../iis/site-module.js'

/** Known before the request was read, or made of its URL alone: rules that use no others can be cached by URL. */
const ofTheUrl = new Set([
  'CACHE_URL',
  'HTTP_HOST',
  'PATH_INFO',
  'QUERY_STRING',
  'REQUEST_FILENAME',
  'REQUEST_URI',
  'UNENCODED_URL',
  'URL',
  'HTTPS',
  'SERVER_PORT',
  'SERVER_NAME',
])

/** @returns whether a variable's value follows from the site and the requested URL */
export const isOfTheUrl = (variable: string): boolean => ofTheUrl.has(variable)

/**
 * The value of an IIS server variable; empty for a header that was not sent.
 * @param path of the URL, decoded, as earlier rules left it
 * @see https://learn.microsoft.com/en-us/previous-versions/iis/6.0-sdk/ms524602(v=vs.90)
 */
export function serverVariable(
  name: string,
  site: SiteInfo,
  req: IncomingMessage,
  path: string,
  query: string,
): string | undefined {
  const host = req.headers.host ?? ''
  switch (name) {
    case 'CACHE_URL': {
      const scheme = req.socket instanceof TLSSocket ? 'https' : 'http'
      return `${scheme}://${host.replace(/:\d+$/, '')}:${site.port}${path}`
    }
    case 'HTTPS':
      return req.socket instanceof TLSSocket ? 'on' : 'off'
    case 'PATH_INFO':
    case 'URL':
      return path
    case 'QUERY_STRING':
      return query
    case 'REMOTE_ADDR':
    case 'REMOTE_HOST':
      return clientAddress(req)
    case 'REMOTE_PORT':
      return String(req.socket.remotePort ?? '')
    case 'REQUEST_FILENAME':
      return join(site.physicalPath, path)
    case 'REQUEST_METHOD':
      return req.method ?? ''
    case 'REQUEST_URI':
      return query === '' ? path : `${path}?${query}`
    case 'SERVER_NAME':
      return host.replace(/:\d+$/, '')
    case 'SERVER_PORT':
      return String(site.port)
    case 'SERVER_PORT_SECURE':
      return req.socket instanceof TLSSocket ? '1' : '0'
    case 'SERVER_PROTOCOL':
      return `HTTP/${req.httpVersion}`
    case 'UNENCODED_URL':
      return req.url ?? '/'
  }
  if (!name.startsWith('HTTP_')) return undefined
  const header = req.headers[name.slice('HTTP_'.length).toLowerCase().replaceAll('_', '-')]
  return Array.isArray(header) ? header.join(', ') : (header ?? '')
}

/** The peer's address, an IPv4 one without the IPv6 prefix of a dual-stack socket. */
export const clientAddress = (req: IncomingMessage): string => (req.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
