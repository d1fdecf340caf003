/** One of ours: as it is in the list now, if it is there, and as it will be. */
export type Placed<T> = { readonly now: T | undefined; readonly next: T }

const stayingIn = <T>(present: readonly T[], ours: readonly Placed<T>[]) =>
  ours.filter(({ now }) => now !== undefined && present.includes(now))

/** Whether ours stand in another order than they should. */
export function isReordered<T>(present: readonly T[], ours: readonly Placed<T>[]): boolean {
  const places = stayingIn(present, ours).map(({ now }) => present.indexOf(now as T))
  return places.some((place, index) => place < (places[index - 1] ?? 0))
}

/**
 * A list with ours in their order. What is not ours keeps its place between them; what is new comes after the one before it, or else
 * before the next one, or else last.
 * @param present without those of ours that go
 */
export function inOrder<T>(present: readonly T[], ours: readonly Placed<T>[]): T[] {
  const staying = stayingIn(present, ours)
  const places = new Set(staying.map(({ now }) => now))
  let filled = 0
  const list = present.map((item) => (places.has(item) ? (staying[filled++]?.next ?? item) : item))
  for (const [index, each] of ours.entries()) {
    if (staying.includes(each)) continue
    const before = ours[index - 1]
    const after = ours.slice(index + 1).find((later) => staying.includes(later))
    const at = before ? list.indexOf(before.next) + 1 : after ? list.indexOf(after.next) : list.length
    list.splice(at, 0, each.next)
  }
  return list
}
