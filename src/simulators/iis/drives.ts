import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

/** Where the drives of Windows' paths are on this machine, such as `C:` → `/somewhere/drive_c`. */
export type Drives = Readonly<Record<string, string>>

/**
 * `C:\inetpub` → `/somewhere/drive_c/inetpub`, in the letters' case that it has on the disk, where it is there; a path of no such drive
 * stays as it is.
 */
export function pathOnDisk(windowsPath: string, drives: Drives): string {
  const [, drive = '', rest = ''] = /^([a-z]:)[\\/]?(.*)$/is.exec(windowsPath) ?? []
  const root = drives[drive.toUpperCase()]
  if (root === undefined) return windowsPath
  return rest
    .split(/[\\/]/)
    .filter((name) => name !== '')
    .reduce((folder, name) => path.join(folder, nameOnDisk(folder, name)), root)
}

/** `/somewhere/drive_c/inetpub` → `C:\inetpub`. @throws Error for what lies on none of the drives */
export function windowsPath(onDisk: string, drives: Drives): string {
  for (const [drive, root] of Object.entries(drives)) {
    const inside = path.relative(root, onDisk)
    if (!inside.startsWith('..') && !path.isAbsolute(inside)) return `${drive}\\${inside.replaceAll('/', '\\')}`
  }
  throw new Error(`${onDisk} lies on none of the drives ${Object.values(drives).join(', ')}.`)
}

function nameOnDisk(folder: string, name: string): string {
  if (existsSync(path.join(folder, name)) || !existsSync(folder)) return name
  return readdirSync(folder).find((other) => other.toLowerCase() === name.toLowerCase()) ?? name
}
