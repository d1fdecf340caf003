import { escaped } from '../html.js'
import { lookOf } from '../palette.js'
import type { Report } from '../report.js'
import type { TimeSpan } from '../time-span.js'

/** Of the picture's width. */
const closestShare = 0.055

/**
 * Which release answered a machine's requests: one block as long as it was the same one, two halves where both did, a gap
 * where nobody did; a cross where something was lost or mixed.
 */
export function answers(
  { timeline, options }: Report,
  machine: string,
  { percent, pieceMs, pieces }: TimeSpan,
): string {
  const { answers: counts = {}, lost = [] } = timeline.machines[machine] ?? {}
  const releases = Object.keys(counts)
  const who: string[][] = []
  for (let piece = 0; piece < pieces; piece++) {
    const here = releases.filter((release) => (counts[release]?.[piece] ?? 0) > 0)
    const wasAsked = here.length > 0 || (lost[piece] ?? 0) > 0
    who.push(wasAsked ? here : (who[piece - 1] ?? [])) // a piece in which nobody asked says nothing
  }
  const blocks: string[] = []
  for (let piece = 0; piece < pieces; ) {
    const here = who[piece] ?? []
    let end = piece + 1
    while (end < pieces && who[end]?.join() === here.join()) end++
    const left = percent(piece * pieceMs)
    const width = percent((end - piece) * pieceMs)
    for (const [index, release] of here.entries()) {
      const share = here.length === 1 ? '' : `;top:${(100 / here.length) * index}%;height:${100 / here.length}%`
      const label = here.length === 1 ? `<b class="fit"><b>${escaped(release)}</b></b>` : ''
      const title = `${release} answered${here.length === 1 ? '' : ', not alone'}`
      blocks.push(
        `<span class="${lookOf(release, options.releases).name}" style="left:${left};width:${width}${share}" title="${escaped(title)}">${label}</span>`,
      )
    }
    piece = end
  }
  return `<div class="answers">${blocks.join('')}</div>${crosses(lost, { percent, pieceMs, pieces })}`
}

/** Those that would lie on one another are one. */
function crosses(
  lost: readonly number[],
  { percent, pieceMs, pieces }: Pick<TimeSpan, 'percent' | 'pieceMs' | 'pieces'>,
): string {
  const clusters: { first: number; last: number; count: number }[] = []
  for (const [piece, count] of lost.entries()) {
    const last = clusters.at(-1)
    if (count === 0) continue
    if (last && piece - last.first <= pieces * closestShare)
      Object.assign(last, { last: piece, count: last.count + count })
    else clusters.push({ first: piece, last: piece, count })
  }
  const marks = clusters.map(
    ({ first, last, count }) =>
      `<i class="cross" style="left:${percent(((first + last + 1) / 2) * pieceMs)}" title="${count.toLocaleString('en')} lost or mixed">✕</i>`,
  )
  return marks.join('')
}
