/** Does `work` for each item, at most `limit` at a time; after the first error nothing new is begun, and it is thrown. */
export async function inParallel<T>(
  limit: number,
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>()
  let failed: { error: unknown } | undefined
  for await (const item of items) {
    if (failed) break
    const one = work(item)
      .catch((error: unknown) => {
        failed ??= { error }
      })
      .finally(() => running.delete(one))
    running.add(one)
    if (running.size >= limit) await Promise.race(running)
  }
  await Promise.all(running)
  if (failed) throw failed.error
}
