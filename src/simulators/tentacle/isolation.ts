const last = new Map<string, Promise<void>>()

/**
 * Waits until no other script runs for the same tentacle.
 * @param onWait called once when there is something to wait for
 * @returns a function that lets the next one in; undefined when the signal ended the wait
 */
export async function enter(
  tentacle: string,
  signal: AbortSignal | undefined,
  onWait: () => void,
): Promise<(() => void) | undefined> {
  const before = last.get(tentacle)
  let leave = () => {}
  const mine = new Promise<void>((resolve) => {
    leave = resolve
  })
  const turn = Promise.all([before, mine]).then(() => {
    if (last.get(tentacle) === turn) last.delete(tentacle)
  })
  last.set(tentacle, turn)
  if (before) {
    onWait()
    await endOrAbort(before, signal)
  }
  if (!signal?.aborted) return leave
  leave()
  return undefined
}

function endOrAbort(before: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      signal?.removeEventListener('abort', done)
      resolve()
    }
    signal?.addEventListener('abort', done)
    if (signal?.aborted) done()
    else before.then(done)
  })
}
