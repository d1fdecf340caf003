import { paths } from './paths.js'
import { reservedName } from './reserved-name.js'

/**
 * Why a path is no full one of this machine, in words that follow its name; undefined for a good one.
 * @param share on Windows it may lie on another machine: what is only read
 * @see https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
export function pathProblem(
  path: string,
  { share = false, rules = paths }: { share?: boolean; rules?: typeof paths } = {},
): string | undefined {
  const windows = rules.sep === '\\'
  const names = path.split(windows ? /[\\/]/ : '/')
  if (names.includes('..')) return 'must not hold ".."'
  if (!windows) return rules.isAbsolute(path) ? undefined : 'is not a full path'
  if (/^[\\/]{2}[?.][\\/]/.test(path))
    return 'begins with \\\\?\\ or \\\\.\\, which IIS does not take. Leave that out: the steps can do without, also where paths are long'
  const isShare = /^[\\/]{2}[^\\/]+[\\/][^\\/]+/.test(path)
  if (isShare && !share)
    return 'is a share of the network. It has to be on a disk of this machine, where no other machine keeps its slots'
  if (!isShare && !/^[a-z]:[\\/]/i.test(path)) return 'is not a full path: it has to begin with a drive, as C:\\ does'
  for (const name of names.slice(isShare ? 2 : 1)) {
    const reserved = name === '' || name === '.' ? undefined : reservedName(name)
    if (reserved !== undefined) return `holds the name "${name}", which ${reserved}`
  }
  return undefined
}
