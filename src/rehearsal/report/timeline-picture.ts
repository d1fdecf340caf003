import { escaped } from './html.js'
import { lostColour } from './palette.js'
import type { Report, StepLine } from './report.js'

const width = 1000
const left = 70
const rowHeight = 62

/**
 * Machines, their steps, the moments of the switches and which release answered, as a picture that needs no script.
 * A row is a machine: above, who answered, with a line where requests went to another slot, dashed where that was proven;
 * below, its steps.
 */
export function timelinePicture(report: Report, colours: Readonly<Record<string, string>>): string {
  const { timeline, steps, switches } = report
  const from = Date.parse(timeline.from)
  const names = Object.keys(timeline.machines)
  const pieces = Math.max(0, ...names.map((name) => timeline.machines[name]?.lost.length ?? 0))
  const spanMs = Math.max(1, pieces * timeline.pieceMs)
  const x = (moment: number) => left + (Math.min(Math.max(moment - from, 0), spanMs) / spanMs) * (width - left - 10)
  const height = names.length * rowHeight + 24

  const row = (machine: string, index: number): string => {
    const top = index * rowHeight
    const line = (kind: 'switched' | 'proven', moment: string, title: string) =>
      `<line class="${kind}" x1="${fixed(x(Date.parse(moment)))}" x2="${fixed(x(Date.parse(moment)))}" y1="${top + 2}" y2="${top + 26}"><title>${escaped(title)}</title></line>`
    const own = switches.filter((each) => each.machine === machine && Date.parse(each.switchedAt) >= from)
    return [
      `<text x="0" y="${top + 32}">${escaped(machine)}</text>`,
      answersStrip(timeline, machine, top, colours, (piece) => x(from + piece * timeline.pieceMs)),
      ...steps
        .filter((step) => step.machine === machine && Date.parse(step.startedAt) + step.ms > from)
        .map((step) => stepBar(step, top, x)),
      ...own.map(({ switchedAt, release }) => line('switched', switchedAt, `switched to ${release} at ${switchedAt}`)),
      ...own.flatMap(({ provenAt }) => (provenAt === null ? [] : [line('proven', provenAt, `proven at ${provenAt}`)])),
    ].join('\n')
  }

  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Timeline of machines, steps and answers">
${ticks(spanMs, (ms) => x(from + ms), height)}
${names.map(row).join('\n')}
</svg>`
}

/** Who answered in each piece of time; neighbours of the same colour are one rectangle. */
function answersStrip(
  { machines }: Report['timeline'],
  machine: string,
  top: number,
  colours: Readonly<Record<string, string>>,
  x: (piece: number) => number,
): string {
  const { answers = {}, lost = [] } = machines[machine] ?? {}
  const releases = Object.keys(answers)
  const inPiece = (piece: number) => releases.filter((release) => (answers[release]?.[piece] ?? 0) > 0)
  const parts: string[] = []
  for (let piece = 0; piece < lost.length; ) {
    const who = inPiece(piece)
    let end = piece + 1
    while (end < lost.length && inPiece(end).join() === who.join()) end++
    for (const [index, release] of who.entries()) {
      const each = 14 / who.length
      parts.push(
        `<rect x="${fixed(x(piece))}" width="${fixed(x(end) - x(piece))}" y="${fixed(top + 6 + index * each)}" height="${fixed(each)}" fill="${colours[release] ?? colours['unknown'] ?? ''}"><title>${escaped(release)}</title></rect>`,
      )
    }
    piece = end
  }
  for (const [piece, count] of lost.entries())
    if (count > 0)
      parts.push(
        `<circle cx="${fixed((x(piece) + x(piece + 1)) / 2)}" cy="${top + 13}" r="5" fill="${lostColour}"><title>${count} lost or mixed</title></circle>`,
      )
  return parts.join('\n')
}

function stepBar(
  { step, release, startedAt, ms, result, message }: StepLine,
  top: number,
  x: (moment: number) => number,
): string {
  const begin = x(Date.parse(startedAt))
  const length = Math.max(1.5, x(Date.parse(startedAt) + ms) - begin - 1)
  const title = `${step} of ${release}: ${(ms / 1000).toFixed(1)} s, ${result}${message ? `: ${message}` : ''}`
  const label =
    length > step.length * 6.4 + 8 ? `<text x="${fixed(begin + 4)}" y="${top + 44}">${escaped(step)}</text>` : ''
  return `<rect class="${result === 'succeeded' ? 'step' : result}" x="${fixed(begin)}" width="${fixed(length)}" y="${top + 28}" height="22" rx="3"><title>${escaped(title)}</title></rect>${label}`
}

function ticks(spanMs: number, x: (ms: number) => number, height: number): string {
  const everyMs = [1, 2, 5, 10, 20, 30, 60, 120, 300].map((s) => s * 1000).find((ms) => spanMs / ms <= 12) ?? 600_000
  const moments = Array.from({ length: Math.floor(spanMs / everyMs) + 1 }, (_, index) => index * everyMs)
  return moments
    .map(
      (ms) =>
        `<line class="grid" x1="${fixed(x(ms))}" x2="${fixed(x(ms))}" y1="0" y2="${height - 20}"/><text class="tick" x="${fixed(x(ms))}" y="${height - 5}" text-anchor="middle">${ms / 1000} s</text>`,
    )
    .join('\n')
}

const fixed = (value: number) => value.toFixed(1)
