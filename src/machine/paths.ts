import path from 'node:path'

/** Paths of the machine that a step works on: the one place that decides between Windows' rules and POSIX's. */
export const paths: typeof path.posix = process.platform === 'win32' ? path.win32 : path.posix

/**
 * Whether `inner` lies below `folder` (the folder itself does not). Looks at the names only, so a link is not noticed.
 * Both have to be absolute and without `..`; on Windows the case of letters does not matter, and a name that ends
 * in a dot or a blank, which Windows would strip, is never inside.
 */
export function isInside(folder: string, inner: string, rules: typeof path.posix = paths): boolean {
  const windows = rules.sep === '\\'
  const names = (whole: string) => whole.split(windows ? /[\\/]/ : '/').filter((name) => name !== '' && name !== '.')
  const odd = (name: string) => name === '..' || (windows && /[. ]$/.test(name))
  if (!rules.isAbsolute(folder) || !rules.isAbsolute(inner)) return false
  if (names(folder).some(odd) || names(inner).some(odd)) return false
  const comparable = (whole: string) => (windows ? rules.resolve(whole).toLowerCase() : rules.resolve(whole))
  const relative = rules.relative(comparable(folder), comparable(inner))
  return relative !== '' && !relative.startsWith('..') && !rules.isAbsolute(relative)
}

/** Whether both lead to the same place by their letters; on Windows their case does not matter, nor the kind of slash. Relative ones never do. */
export const isSamePath = (one: string, other: string, rules: typeof path.posix = paths): boolean =>
  rules.isAbsolute(one) && rules.isAbsolute(other) && rules.relative(one, other) === ''

/** The product's own folder on this machine: `%ProgramData%\octopus-blue-green`, without ProgramData below /var/lib. */
export function machineFolder(env: NodeJS.ProcessEnv = process.env): string {
  const programData = env['ProgramData']
  return programData ? paths.join(programData, 'octopus-blue-green') : '/var/lib/octopus-blue-green'
}
