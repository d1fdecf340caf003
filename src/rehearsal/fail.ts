import { randomInt } from 'node:crypto'
import type { Perform } from './deployment.js'
import type { Failure } from './options.js'

/** How the last release goes wrong, and what has to come of it. */
export type Scenario = {
  /** For the sample application's `broken.txt`. */
  readonly broken?: string
  /** By step of the process: parameters that make it fail. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** The action that has to fail; undefined: the deployment has to succeed. */
  readonly failsAt?: string
  /** Kills the first run of the first switch, and runs it again. */
  readonly kills?: boolean
  readonly says: string
}

/** An impatient proof: the new release serves only as long as it takes to fail. */
const proofLimit = { 'BG.ProofLimit': '3s' }
const wrongProof = { ...proofLimit, 'BG.ReleaseHeader': 'X-Expected-By-Nobody' }
/** Fewer answers than a proof needs. */
const crashAfter = 3

export function scenarioOf(fail: Failure, isSample: boolean): Scenario {
  switch (fail) {
    case 'warm-up':
      return {
        ...(isSample
          ? { broken: 'warm-up', parameters: { 'warm-up': { 'BG.Limit': '10s' } } }
          : { parameters: { 'warm-up': { 'BG.Limit': '10s', 'BG.Urls': '/ 599' } } }),
        failsAt: 'Warm Up',
        says: isSample ? 'its pages answer 500' : 'its page is expected to answer 599',
      }
    case 'switch':
      return {
        parameters: { 'switch-arr': wrongProof, 'switch-nginx': wrongProof },
        failsAt: 'Switch',
        says: 'the proof looks for a header that no answer has',
      }
    case 'crash-after-switch':
      return {
        broken: `crash-after-public:${crashAfter}`,
        parameters: { 'switch-arr': proofLimit, 'switch-nginx': proofLimit },
        failsAt: 'Switch',
        says: `the application crashes after ${crashAfter} answers to users, each time it is started`,
      }
    case 'kill':
      return { kills: true, says: 'the first switch is killed at a random moment and run again' }
  }
}

/** Start, look, switch, proof and the beginning of the drain; a switch takes longer than that. */
const killWithinMs = 1_500

/** Kills the first run of a switch with its whole process tree after some milliseconds, then runs it again. */
export function killingFirstSwitch(perform: Perform, killAfterMs = randomInt(killWithinMs)): Perform {
  let isDone = false
  return async (turn) => {
    if (isDone || !turn.action.step.startsWith('switch-')) return perform(turn)
    isDone = true
    const killing = new AbortController()
    const timer = setTimeout(() => killing.abort(), killAfterMs)
    const { signal } = turn.request
    const either = AbortSignal.any(signal ? [signal, killing.signal] : [killing.signal])
    const killed = await perform({ ...turn, request: { ...turn.request, signal: either } })
    clearTimeout(timer)
    return killed.succeeded || signal?.aborted ? killed : perform(turn)
  }
}
