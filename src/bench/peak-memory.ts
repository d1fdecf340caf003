import { readFileSync } from 'node:fs'
import { execa } from 'execa'

const everyMs = 5

/** Runs a program and reads its peak resident memory while it runs, MB. @see https://docs.kernel.org/filesystems/proc.html (VmHWM) */
export async function withPeakMemory(
  program: string,
  args: readonly string[],
): Promise<{ ms: number; peakMb: number }> {
  const startedAt = performance.now()
  const running = execa(program, args)
  let peakKb = 0
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${running.pid}/status`, 'utf8')
      peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0))
    } catch {
      // it has ended
    }
  }, everyMs)
  try {
    await running
    return { ms: performance.now() - startedAt, peakMb: peakKb / 1024 }
  } finally {
    clearInterval(timer)
  }
}
