/** The middle one, or the mean of the two in the middle. @throws RangeError without any number */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  if (low === undefined || high === undefined) throw new RangeError('A median of nothing')
  return (low + high) / 2
}

/**
 * Where the median lies of what these numbers are a sample of, with a certainty of 95 % or more: a pair of the sorted numbers, by
 * the binomial distribution (the sign test's interval). Nothing is supposed of how they are spread. Fewer than six numbers do not
 * tell; theirs are the smallest and the largest.
 */
export function medianInterval(numbers: readonly number[]): [from: number, to: number] {
  const sorted = numbers.toSorted((a, b) => a - b)
  const count = sorted.length
  let cutOff = 0
  let [exactly, atMost] = [0.5 ** count, 0.5 ** count]
  while (atMost <= 0.025) {
    cutOff++
    exactly *= (count - cutOff + 1) / cutOff
    atMost += exactly
  }
  const index = Math.max(0, cutOff - 1)
  const [from, to] = [sorted[index], sorted[count - 1 - index]]
  if (from === undefined || to === undefined) throw new RangeError('A median of nothing')
  return [from, to]
}
