/** How many letters have to be changed, added, dropped or swapped with the next to get from one word to the other. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : changed
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, changed, swapped)
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}

/** The names that somebody may have meant, the likeliest first; at most three. */
export function nearestNames(wanted: string, names: readonly string[]): string[] {
  const low = wanted.toLowerCase()
  return names
    .map((name) => {
      const other = name.toLowerCase()
      return {
        name,
        far:
          other.includes(low) || low.includes(other) ? 0.5 : distance(low, other) / Math.max(low.length, other.length),
      }
    })
    .filter(({ far }) => far <= 0.6)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ name }) => name)
}
