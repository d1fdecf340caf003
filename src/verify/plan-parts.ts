/** Programs that the tests run for real, each with the Debian package of the same name. */
export const realParts = ['nginx', 'openssl', 'bash', 'chromium'] as const

/** What this machine lets verify do. */
export type Means = {
  /** apt-get is there. */
  readonly apt: boolean
  readonly root: boolean
  /** sudo works without a password. */
  readonly sudo: boolean
}

export type PartsPlan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'install'; readonly packages: readonly string[]; readonly through: readonly string[] }
  | { readonly kind: 'tell'; readonly message: string }

/** What to do about real parts that are missing: install them, or say how to get them. */
export function planParts(missing: readonly string[], { apt, root, sudo }: Means): PartsPlan {
  if (missing.length === 0) return { kind: 'nothing' }
  if (apt && (root || sudo)) return { kind: 'install', packages: missing, through: root ? [] : ['sudo', '-n'] }
  const get = apt
    ? `Run: sudo apt-get install --no-install-recommends ${missing.join(' ')}`
    : 'Get them from the package manager of this machine, or put them on the PATH.'
  const why = apt ? 'This is not root, and sudo wants a password.' : 'There is no apt-get here to install them with.'
  return { kind: 'tell', message: `Missing: ${missing.join(', ')}. ${why} ${get}` }
}
