import type { LoadTarget } from './load-options.js'

/** The address of a path at a front door, which may have a path in front of it itself. */
export const targetUrl = ({ url }: LoadTarget, path: string): URL => new URL(url.replace(/\/$/, '') + path)
