import { readCounts } from './counts.js'

/** What a test of the Windows lane has seen: which Node on which Wine, and what a client of the front door lost meanwhile. */
export type WindowsCount = {
  readonly node: string
  readonly wine: string
  readonly requests: number
  readonly lost: number
}

export const readWindowsCounts = (folder: string): Promise<WindowsCount[]> => readCounts(folder, 'windows')

/** A line of the summary. @param missing why Windows cannot be played on this machine; undefined: it can */
export function windowsLine(counts: readonly WindowsCount[], missing: string | undefined): string {
  if (missing !== undefined) return `Windows lane: left out, because ${missing}`
  if (counts.length === 0) return 'Windows lane: nothing was counted, because its tests did not get that far'
  const nodes = [...new Set(counts.map(({ node }) => `Node ${node}`))].sort().join(', ')
  const wine = [...new Set(counts.map((count) => count.wine))].join(', ')
  const sum = (what: 'requests' | 'lost') => counts.reduce((all, count) => all + count[what], 0)
  return `Windows lane: ${nodes} under Wine ${wine}: ${sum('requests')} requests, ${sum('lost')} lost`
}
