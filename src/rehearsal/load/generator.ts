/** How well the generator itself kept time. */
export type Generator = {
  /** How many requests were sent more than 20 ms late. */
  readonly lateDispatches: number
  readonly maxLateMs: number
  /** How late requests were sent, of all of them. */
  readonly lateMs: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly eventLoopDelayMs: { readonly p99: number; readonly max: number }
  readonly mostInFlight: number
  /** Requests that were due and never sent: nobody can know what would have become of them. */
  readonly notSent: number
  /** The generator could not do what it was asked to: latencies tell of its own machine; losses still count. */
  readonly saturated: boolean
  /** What it could not do, a sentence each. */
  readonly because: readonly string[]
}

/** A request that is sent later than this after its time was sent late, and its latency is partly the generator's. */
export const lateAfterMs = 20
/** The measurement's own rhythm of 10 ms is part of the delay that Node tells. */
const mostEventLoopDelayMs = 50

type Facts = Omit<Generator, 'saturated' | 'because'> & {
  readonly dispatched: number
  /** Why requests were not sent, each reason with how often. */
  readonly notSentFor: ReadonlyMap<string, number>
}

/** Judges the generator by its own figures. */
export function generatorOf({ dispatched, notSentFor, ...figures }: Facts): Generator {
  const { lateDispatches, lateMs, eventLoopDelayMs } = figures
  const because: string[] = []
  if (lateDispatches > dispatched / 100)
    because.push(
      `${lateDispatches.toLocaleString('en')} of ${dispatched.toLocaleString('en')} requests were sent more than ${lateAfterMs} ms late (p99 ${Math.round(lateMs.p99)} ms)`,
    )
  if (eventLoopDelayMs.p99 > mostEventLoopDelayMs)
    because.push(`it could not run for ${Math.round(eventLoopDelayMs.p99)} ms at a time (p99)`)
  for (const [why, times] of notSentFor)
    because.push(`${times.toLocaleString('en')} ${times === 1 ? 'request was' : 'requests were'} not sent: ${why}`)
  return { ...figures, saturated: because.length > 0, because }
}
