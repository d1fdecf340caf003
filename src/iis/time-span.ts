/**
 * A duration as IIS's configuration has it, e.g. `00:20:00`, `1.05:00:00`.
 * @param granularityMs IIS refuses fractions of it; rounded up, default 1_000
 */
export function timeSpan(ms: number, granularityMs = 1_000): string {
  const seconds = (Math.ceil(ms / granularityMs) * granularityMs) / 1_000
  const clock = [Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
  const days = Math.floor(seconds / 86_400)
  return `${days > 0 ? `${days}.` : ''}${clock.map((part) => String(part).padStart(2, '0')).join(':')}`
}

/** Milliseconds of `00:20:00` or `1.05:00:00`; undefined when it is none. */
export function timeSpanMs(text: string): number | undefined {
  const parts = /^(?:(\d+)\.)?(\d+):(\d+):(\d+)(?:\.\d+)?$/
    .exec(text)
    ?.slice(1)
    .map((part) => Number(part ?? 0))
  if (!parts) return undefined
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000
}
