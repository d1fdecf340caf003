/** Distinguishable from each other, and readable on white and on black; the same for everybody's eyes as far as may be. */
const releaseColours = ['#3b7dd8', '#2a9d5c', '#c77d11', '#8a5cc4', '#1a9aa8', '#b0568e'] as const

/** The colour of each release, in the order in which they were deployed. What is not known is grey. */
export function colours(releases: readonly string[]): Record<string, string> {
  const given = [...new Set(releases)].map((release, index) => [release, releaseColours[index % releaseColours.length]])
  return { unknown: '#888888', ...Object.fromEntries(given) }
}

export const lostColour = '#d62f3f'
