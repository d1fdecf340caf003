import { paths } from '../machine/paths.js'
import type { ManifestEntry } from '../machine/tree-manifest.js'

/** MAX_PATH without its closing NUL. @see https://learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation */
const longest = 259

/** What to say of files that the steps can copy and delete, and that programs on Windows may not find; undefined: there are none. */
export function longPaths(
  folder: string,
  manifest: readonly Pick<ManifestEntry, 'path'>[],
  rules: typeof paths = paths,
): string | undefined {
  if (rules.sep !== '\\') return undefined
  const long = manifest.map(({ path }) => rules.join(folder, path)).filter((path) => path.length > longest)
  if (long.length === 0) return undefined
  return `${long.length} files have paths of more than ${longest} characters, which programs may not find that are not made for it (IIS, .NET Framework, many native ones). A shorter BG.Root helps. The first: ${long[0]}`
}
