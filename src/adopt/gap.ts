/** One question to the front door. Times in milliseconds since 1970, with fractions. */
export type Asked = { readonly sentAt: number; readonly endedAt: number; readonly good: boolean }

export type Gap = {
  /** Undefined: it had not ended. */
  readonly ms: number | undefined
  /** Milliseconds since 1970: when it was over. */
  readonly endedAt?: number
  readonly asked: number
  /** The longest time between two questions: a shorter gap may not have been seen. */
  readonly furthestApartMs: number
  readonly failed: number
}

/**
 * How long a front door gave no good answer: from when the last good question before it was sent, to the first good answer after it.
 * So it is not longer than that. Where every question had a good answer, it is the longest that none of them would have seen.
 */
export function gapIn(questions: readonly Asked[]): Gap {
  const inOrder = [...questions].sort((one, other) => one.sentAt - other.sentAt)
  const pauses = inOrder.slice(1).map(({ sentAt }, index) => sentAt - (inOrder[index]?.sentAt ?? sentAt))
  const counts = {
    asked: inOrder.length,
    failed: inOrder.filter(({ good }) => !good).length,
    furthestApartMs: Math.ceil(Math.max(0, ...pauses)),
  }
  if (counts.failed === 0) return { ...counts, ...longestUnseen(inOrder) }
  const firstBad = inOrder.findIndex(({ good }) => !good)
  const lastBad = inOrder.findLastIndex(({ good }) => !good)
  const from = inOrder[firstBad - 1] ?? inOrder[firstBad]
  const after = inOrder.slice(lastBad + 1).map(({ endedAt }) => endedAt)
  if (from === undefined || after.length === 0) return { ...counts, ms: undefined }
  const endedAt = Math.min(...after)
  return { ...counts, ms: Math.ceil(endedAt - from.sentAt), endedAt }
}

function longestUnseen(inOrder: readonly Asked[]): { ms: number; endedAt?: number } {
  const spans = inOrder.slice(1).map(({ endedAt }, index) => ({ endedAt, ms: endedAt - (inOrder[index]?.sentAt ?? 0) }))
  const [longest] = spans.sort((one, other) => other.ms - one.ms)
  return longest ? { ms: Math.ceil(longest.ms), endedAt: longest.endedAt } : { ms: 0 }
}
