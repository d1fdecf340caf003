import { setTimeout as delay } from 'node:timers/promises'

/**
 * The initialisation that the first request starts and that every request waits for, as in many web applications.
 * @param initMs how long it takes; 0 still is done only after the first `done()`
 */
export function firstRequest(initMs: number): { done(): Promise<void>; isDone(): boolean } {
  let initialisation: Promise<void> | undefined
  let initialised = false
  return {
    done: () => {
      initialisation ??= delay(initMs).then(() => {
        initialised = true
      })
      return initialisation
    },
    isDone: () => initialised,
  }
}
