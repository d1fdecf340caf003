import { connect, createServer, type Server, type Socket } from 'node:net'
import { DelayLine } from './delay-line.js'

/** So much may be on its way in one direction of a connection before the sender has to wait. */
const mostBytesOnTheWay = 4_000_000

/**
 * A server that passes every connection on to a port of this machine as if that were far away: each byte, the end of each
 * direction and each reset arrive half a round trip later, in their order; the first bytes of a client wait for the
 * handshake, too. What the other side does is passed on as what it was: a FIN as a FIN, a reset as a reset. A connection that
 * is refused there is reset here: it had been accepted already. A reset that follows an end is not seen.
 */
export function distantServer(port: number, roundTripMs: number): Server {
  // Half open: the end of one direction says nothing about the other.
  return createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const openAt = performance.now()
    const oneWayMs = roundTripMs / 2
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    pass(client, far, () => Math.max(performance.now(), openAt + roundTripMs) + oneWayMs)
    pass(far, client, () => performance.now() + oneWayMs)
  })
}

/** Passes on what `from` sends, and how it ends. */
function pass(from: Socket, to: Socket, dueAt: () => number): void {
  const line = new DelayLine()
  let onTheWay = 0
  from.on('data', (chunk) => {
    onTheWay += chunk.length
    if (onTheWay > mostBytesOnTheWay) from.pause()
    line.push(dueAt(), () => {
      const arrived = () => {
        onTheWay -= chunk.length
        if (onTheWay <= mostBytesOnTheWay) from.resume()
      }
      if (to.destroyed) arrived()
      else to.write(chunk, arrived)
    })
  })
  const reset = () => line.push(dueAt(), () => !to.destroyed && to.resetAndDestroy())
  from.on('error', reset)
  from.on('end', () => (wasReset(from) ? reset() : line.push(dueAt(), () => to.end())))
}

/**
 * Node tells a reset that comes together with the last bytes as an end; but such a connection has no peer any more. Once this
 * side has ended, too, a connection that was closed in good order has none either.
 */
const wasReset = (socket: Socket): boolean => !socket.writableEnded && socket.remoteAddress === undefined
