/**
 * What decides which slot gets new requests. The router knows slots by their port only.
 * `undefined` stands for "no slot": a router that was prepared and has nothing behind it yet.
 */
export type Router = {
  /** In words, for messages: `the web.config of the front site MyApp-front`. */
  readonly called: string
  /** Read from the machine, each time. */
  livePort(): Promise<number | undefined>
  /** Sends new requests to another port: one atomic change, the smallest there is. The same again changes nothing. */
  makeLive(port: number | undefined, looks?: Looks): Promise<void>
  /**
   * Makes sure that only the live port gets new requests, before a proof and before a slot is touched. Left out where a switch is
   * one moment; where it is more, one that was killed may have left both ports with requests.
   */
  onlyLive?(): Promise<void>
  /**
   * For a router whose file can be ahead of what it serves, after a switch was killed: says so, and takes that back, before a slot
   * is touched that the file names.
   */
  settle?(mayChange: boolean): Promise<void>
  /**
   * How many of its processes still serve as before the last switch, requests that began before it. Left out where a switch is one
   * moment for all: then the slot itself knows what is in flight.
   */
  oldWorkers?(): Promise<number>
}

/** At slots themselves, past the router: one that needs time for a switch looks while it goes on. */
export type Looks = {
  readonly atNew?: () => Promise<SlotLook>
  readonly atOld?: () => Promise<SlotLook>
}

export type SlotLook = {
  /** In words; undefined: it answers as it should. */
  readonly problem: string | undefined
  /** No release answers, for any page: nobody loses anything when it gets no requests. */
  readonly isGone: boolean
}

/** In this header the router names the port of the slot that answered, so that a proof needs nothing from the application. */
export const portHeaderName = 'X-BlueGreen-Port'
