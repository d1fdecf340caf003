/**
 * From here on this process, and what it starts, gets what the others leave: it works on a machine whose processors are there for
 * the users of what is live. Where that is not allowed, it goes on as it was.
 * @see https://nodejs.org/docs/latest-v20.x/api/os.html#priority-constants (10 on Linux; BELOW_NORMAL_PRIORITY_CLASS on Windows)
 */
export async function workBelowNormal(): Promise<void> {
  const { constants, getPriority, setPriority } = await import('node:os')
  const { PRIORITY_BELOW_NORMAL } = constants.priority
  try {
    if (getPriority() < PRIORITY_BELOW_NORMAL) setPriority(PRIORITY_BELOW_NORMAL)
    if (process.platform === 'linux') await sessionBelowNormal(PRIORITY_BELOW_NORMAL)
  } catch {
    // a system that has no such thing, or an account that may not
  }
}

/**
 * Where Linux groups processes by session, a nice value counts only among those of one session, and says nothing to NGINX: the
 * session itself has one. It is changed only where this process leads its session (the Bash bodies see to that), since it stays.
 * @see https://man7.org/linux/man-pages/man7/sched.7.html (autogroup)
 */
async function sessionBelowNormal(nice: number): Promise<void> {
  const { readFileSync, writeFileSync } = await import('node:fs')
  const [, , , session] = readFileSync('/proc/self/stat', 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ')
  if (session === String(process.pid)) writeFileSync('/proc/self/autogroup', String(nice))
}
