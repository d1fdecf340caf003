import { connect, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { DelayLine } from './delay-line.js'

/** So much may be on its way in one direction before the sender has to wait. */
const mostBytesOnTheWay = 4_000_000

export type DistantServer = {
  readonly host: string
  readonly port: number
  /** As of `net.connect`. */
  readonly allowHalfOpen?: boolean | undefined
  /** Milliseconds without any byte after which `timeout` is emitted. */
  readonly timeout?: number | undefined
}

/**
 * A connection to a server of this machine as if that were far away: each byte, the end of each direction and each error arrive
 * half a round trip later, in their order; the first bytes wait for the handshake, too. A stream, with what a client of HTTP or of
 * a websocket asks a socket for besides.
 */
export class DistantConnection extends Duplex {
  readonly #near: Socket
  readonly #oneWayMs: number
  /** When the handshake is over, by `performance.now()`. */
  readonly #openAt: number
  readonly #there = new DelayLine()
  readonly #back = new DelayLine()
  #bytesThere = 0
  #bytesBack = 0
  #whenRoom: (() => void) | undefined

  constructor({ host, port, allowHalfOpen = false, timeout = 0 }: DistantServer, roundTripMs: number) {
    super({ allowHalfOpen })
    this.#oneWayMs = roundTripMs / 2
    this.#openAt = performance.now() + roundTripMs
    this.#near = connect({ host, port, allowHalfOpen: true, noDelay: true, timeout })
    this.#near.on('data', (chunk) => this.#come(chunk))
    this.#near.on('end', () => this.#back.push(this.#arrivalHere(), () => this.push(null)))
    this.#near.on('error', (error) => this.#back.push(this.#arrivalHere(), () => this.destroy(error)))
    this.#near.on('timeout', () => this.emit('timeout'))
  }

  /** Of what the server does now. */
  #arrivalHere(): number {
    return Math.max(performance.now() + this.#oneWayMs, this.#openAt)
  }

  /** Of what the client does now. */
  #arrivalThere(): number {
    return Math.max(performance.now(), this.#openAt) + this.#oneWayMs
  }

  #come(chunk: Buffer): void {
    if (this.destroyed) return
    this.#bytesBack += chunk.length
    if (this.#bytesBack > mostBytesOnTheWay) this.#near.pause()
    this.#back.push(this.#arrivalHere(), () => {
      this.#bytesBack -= chunk.length
      const isWanted = this.push(chunk)
      if (!isWanted) this.#near.pause()
      else if (this.#bytesBack <= mostBytesOnTheWay) this.#near.resume()
    })
  }

  #go(chunk: Buffer, done: () => void): void {
    this.#bytesThere += chunk.length
    this.#there.push(this.#arrivalThere(), () =>
      this.#near.write(chunk, () => {
        this.#bytesThere -= chunk.length
        if (this.#bytesThere > mostBytesOnTheWay) return
        this.#whenRoom?.()
        this.#whenRoom = undefined
      }),
    )
    if (this.#bytesThere > mostBytesOnTheWay) this.#whenRoom = done
    else done()
  }

  override _read(): void {
    if (this.#bytesBack <= mostBytesOnTheWay) this.#near.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#go(chunk, done)
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#go(Buffer.concat(chunks.map(({ chunk }) => chunk)), done)
  }

  override _final(done: () => void): void {
    this.#there.push(this.#arrivalThere(), () => this.#near.end())
    done()
  }

  /** The client has left, or was told that the connection broke; the server sees it half a round trip later. */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#back.clear()
    this.#near.resume()
    this.#there.push(this.#arrivalThere(), () => (error ? this.#near.destroy() : this.#near.destroySoon()))
    done(error)
  }

  get timeout(): number | undefined {
    return this.#near.timeout
  }

  setTimeout(ms: number): this {
    this.#near.setTimeout(ms)
    return this
  }

  /** It never delays anything besides. */
  setNoDelay(): this {
    return this
  }

  setKeepAlive(enable?: boolean, initialDelayMs?: number): this {
    this.#near.setKeepAlive(enable, initialDelayMs)
    return this
  }

  ref(): this {
    this.#near.ref()
    return this
  }

  unref(): this {
    this.#near.unref()
    return this
  }
}
