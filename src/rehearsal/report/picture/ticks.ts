const seconds = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600]
const mostTicks = 10

/** Moments for the axis, in milliseconds. */
export function ticks(spanMs: number): number[] {
  const everyMs =
    (seconds.find((each) => spanMs / (each * 1000) <= mostTicks) ?? Math.ceil(spanMs / mostTicks / 1000)) * 1000
  return Array.from({ length: Math.floor(spanMs / everyMs) + 1 }, (_, index) => index * everyMs)
}
