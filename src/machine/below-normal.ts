/**
 * From here on this process, and what it starts, gets what the others leave: it works on a machine whose processors are there for
 * the users of what is live. Where that is not allowed, it goes on as it was. A template's Bash body has done this before, and more
 * (src/templates/body.ts).
 * @see https://nodejs.org/docs/latest-v20.x/api/os.html#priority-constants (10 on Linux; BELOW_NORMAL_PRIORITY_CLASS on Windows)
 */
export async function workBelowNormal(): Promise<void> {
  const { constants, getPriority, setPriority } = await import('node:os')
  const { PRIORITY_BELOW_NORMAL } = constants.priority
  try {
    if (getPriority() < PRIORITY_BELOW_NORMAL) setPriority(PRIORITY_BELOW_NORMAL)
  } catch {
    // a system that has no such thing, or an account that may not
  }
}
