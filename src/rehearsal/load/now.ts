/** Milliseconds since 1970 with fractions; never jumps, not even when the machine's clock is set. */
export const nowMs = (): number => performance.timeOrigin + performance.now()
