import type { ActionResult } from '../../simulators/tentacle/tentacle.js'

/** What a router of the benchmark stands between. Everything is on 127.0.0.1. */
export type Setting = {
  /** Its own, empty. */
  readonly folder: string
  readonly frontPort: number
  /** A port for its administration, where it needs one. */
  readonly adminPort: number
  /** Release 1.0.0, which is live at first, and 1.1.0. */
  readonly slots: readonly [number, number]
}

export type Running = {
  /** As in the setting, where it does not bring its own. */
  readonly frontPort: number
  readonly slots: readonly [number, number]
  /** Makes a slot live, as whoever uses this router would; resolves when they would call it switched. */
  switchTo(slotPort: number): Promise<void>
  stop(): Promise<void>
}

/** A router, and a way of switching it. */
export type Contender = {
  readonly name: string
  /** Program and version, for the page. */
  version(): Promise<string>
  start(setting: Setting): Promise<Running>
}

/** @throws Error with what the step said when it failed */
export function succeeded({ succeeded, resultMessage, log }: ActionResult): void {
  if (!succeeded) throw new Error(resultMessage ?? log.map(({ text }) => text).join('\n'))
}
