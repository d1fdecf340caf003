/** A request between its first byte and the last byte of its answer; a websocket until it is closed. */
export type InFlight = {
  readonly id: string
  readonly verb: string
  readonly url: string
  readonly clientIp: string
  readonly siteId: number
  readonly siteName: string
  readonly startedAt: number
  /** Cuts the client's connection. */
  abort(): void
}

let last = 0

/** In the form of IIS: 16 hexadecimal digits. */
export const nextRequestId = (): string => `f6000000${(0x80000000 + last++).toString(16)}`
