import type { LongKind } from '../load/long.js'

/** A switch begins this long after the one before, unless that one takes longer. */
export const switchEveryMs = 3_000
/** Switches before the measurement, so that both releases have had users. */
export const runningInSwitches = 2
/** The rate grows for so long: processes that were just started are no match for the full one. */
export const rampMs = 6_000
export const runningInMs = rampMs + 3_000
const switchesABlock = 5

/** A stretch of the soak: switches in a row, or as long as so many take without one, which is what they are compared with. */
export type Block =
  | { readonly kind: 'switching'; readonly numbers: readonly number[] }
  | { readonly kind: 'quiet'; readonly insteadOf: number }

/**
 * Blocks with and without switches in turn, of the same length, so that whatever else this machine does at a time falls on
 * both; each second pair the other way round, so that what grows or shrinks all the time does, too.
 */
export function soakBlocks(switches: number): Block[] {
  const pairs = Math.ceil(switches / switchesABlock)
  return Array.from({ length: pairs }, (_, pair): Block[] => {
    const from = pair * switchesABlock + 1
    const numbers = Array.from({ length: Math.min(switchesABlock, switches - from + 1) }, (_, index) => from + index)
    const switching: Block = { kind: 'switching', numbers }
    const quiet: Block = { kind: 'quiet', insteadOf: numbers.length }
    return pair % 2 === 0 ? [quiet, switching] : [switching, quiet]
  }).flat()
}

/** Transfers of a kind that are under way all the time: when one is over, the next one begins. */
export type SoakTransfers = {
  readonly kind: LongKind
  readonly atOnce: number
  readonly seconds: number
  readonly bytes?: number
}

const wholeSeconds = 45
const uploadBytes = 40_000_000

/** From 45 switches on downloads of 45 s and uploads of 40 MB; a shorter soak has shorter ones, so that several end in it. */
export function soakTransfers(switches: number): SoakTransfers[] {
  const seconds = Math.max(3, Math.min(wholeSeconds, Math.round((switches * switchEveryMs * 2) / 6_000)))
  const shorter = Math.ceil((seconds * 2) / 3)
  return [
    { kind: 'download', atOnce: 2, seconds },
    { kind: 'upload', atOnce: 1, seconds: shorter, bytes: Math.round((uploadBytes * seconds) / wholeSeconds) },
    { kind: 'events', atOnce: 2, seconds: shorter },
    { kind: 'websocket', atOnce: 2, seconds: shorter },
  ]
}
