import { StepFailed } from '../octopus/step-failed.js'

/** What was waited for did not come about within the limit. */
export class WaitTimeout extends StepFailed {
  readonly what: string
  /** What the last look told, empty when it told nothing. */
  readonly lastSeen: string

  constructor({
    what,
    limitMs,
    lastSeen,
    cause,
  }: { what: string; limitMs: number; lastSeen: string; cause?: unknown }) {
    super({
      happened: `Waited ${limitMs} ms for ${what}, in vain${lastSeen ? `; last seen: ${lastSeen}` : ''}.`,
      untouched: 'Waiting changed nothing.',
      todo: 'Find out what keeps it, or allow more time, then run this step again.',
      cause,
    })
    this.what = what
    this.lastSeen = lastSeen
  }
}
