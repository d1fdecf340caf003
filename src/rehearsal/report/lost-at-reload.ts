import type { RouterKind } from '../../process/chain.js'
import type { Lost } from '../load/sample.js'
import type { Switch } from '../recording.js'

/** A step tells of its switch when NGINX has taken the new configuration: the reload was a moment before. */
const beforeMs = 2_000
const afterMs = 500

/**
 * The lost requests that a reload of NGINX explains: due around a switch of their machine (one that was not proven is followed by a
 * second reload), on a connection that was kept and that was reset. They are lost all the same.
 */
export function lostAtReload(lost: readonly Lost[], switches: readonly Switch[], router: RouterKind): Lost[] {
  if (router !== 'nginx-reload') return []
  return lost.filter(
    ({ machine, at, reused, reason, error = '', phase }) =>
      reused &&
      reason === 'error' &&
      /^(ECONNRESET|EPIPE):/.test(error) &&
      switches.some(
        ({ machine: its, switchedAt, provenAt }) =>
          its === machine &&
          at >= switchedAt - beforeMs &&
          (at <= switchedAt + afterMs || (provenAt === undefined && phase === 'Switch')),
      ),
  )
}

export const whyLostAtReload =
  'sent on a kept connection that NGINX closed at its reload, which is what this router is known to lose; keepalive_min_timeout (NGINX 1.27.4) or the router nginx-flag avoid it'
