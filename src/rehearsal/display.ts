import type { Counters } from './load/load.js'

export type Display = {
  /** One line that stays. */
  line(text: string): void
  /** The line at the bottom of a terminal; nothing elsewhere. */
  status(text: string): void
  close(): void
}

const clearLine = '\r\x1b[2K'

/** Lines with the seconds since the start; on a terminal with a status below them. */
export function display(out: NodeJS.WriteStream): Display {
  const startedAt = performance.now()
  const stamp = () => `${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s`
  let bottom = ''
  const show = (text: string) => {
    bottom = text.slice(0, Math.max(20, (out.columns ?? 80) - 1))
    out.write(clearLine + bottom)
  }
  return {
    line: (text) => {
      out.write(`${bottom ? clearLine : ''}${stamp()}  ${text}\n`)
      if (bottom) show(bottom)
    },
    status: (text) => {
      if (out.isTTY) show(`${stamp()}  ${text}`)
    },
    close: () => {
      if (bottom) out.write(clearLine)
      bottom = ''
    },
  }
}

/** `4,210 requests, 0 lost, 0 mixed; 1.0.0: 3,100, 1.1.0: 1,110` */
export const countersLine = ({ requests, lost, mixed, answersByRelease }: Counters): string => {
  const releases = Object.entries(answersByRelease).map(
    ([release, count]) => `${release}: ${count.toLocaleString('en')}`,
  )
  return `${requests.toLocaleString('en')} requests, ${lost} lost, ${mixed} mixed; ${releases.join(', ')}`
}
