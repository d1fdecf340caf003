import { lstat, opendir } from 'node:fs/promises'
import { paths } from './paths.js'
import { reservedName } from './reserved-name.js'

export type TreeEntry = {
  /** Below the folder, with forward slashes. */
  relative: string
  /** `link` is a symbolic link or a junction, `mount` the root of another volume; neither is entered. */
  kind: 'file' | 'folder' | 'link' | 'mount' | 'other'
  /** 0 for all but files. */
  bytes: number
  mtimeMs: number
  /** POSIX permissions. */
  mode: number
  /** Why Windows cannot keep this name. */
  reserved?: string
}

/** All that lies below a folder, each folder before its content, otherwise in no order; what vanishes meanwhile is left out. */
export async function* listTree(folder: string): AsyncGenerator<TreeEntry> {
  const { dev } = await lstat(folder)
  const open = ['']
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    for await (const { name } of await opendir(paths.join(folder, parent), { bufferSize: 256 })) {
      const relative = parent === '' ? name : `${parent}/${name}`
      const stats = await lstat(paths.join(folder, relative)).catch(ifGone)
      if (stats === undefined) continue
      const kind = kindOf(stats, dev)
      if (kind === 'folder') open.push(relative)
      const reserved = reservedName(name)
      yield {
        relative,
        kind,
        bytes: kind === 'file' ? stats.size : 0,
        mtimeMs: stats.mtimeMs,
        mode: stats.mode & 0o777,
        ...(reserved === undefined ? {} : { reserved }),
      }
    }
  }
}

type Stats = Awaited<ReturnType<typeof lstat>>

function kindOf(stats: Stats, dev: Stats['dev']): TreeEntry['kind'] {
  if (stats.isSymbolicLink()) return 'link'
  if (stats.isDirectory()) return stats.dev === dev ? 'folder' : 'mount'
  return stats.isFile() ? 'file' : 'other'
}

function ifGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
