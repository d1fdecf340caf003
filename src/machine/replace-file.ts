import { lstat, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises'
import { naming } from './naming.js'
import { paths } from './paths.js'
import { isBusy, retryBusy } from './retry-busy.js'

const suffix = '.blue-green-tmp'
const forgottenAfterMs = 3_600_000

/**
 * Replaces a file, or makes it, so that a reader sees the old content or the new one and never a part, whenever this
 * process is killed. A link is replaced, not followed. Windows permissions become those that the folder passes on.
 * Who has the file open is waited for where the system lets nobody replace it meanwhile: on Windows that is any reader.
 * @param mode default: that of the file which is replaced, 0o644 for a new one; without meaning on Windows
 * @throws the file system's own error; the file is then as it was
 */
export async function replaceFile(path: string, content: string | Buffer, { mode }: { mode?: number } = {}) {
  const temporary = temporaryFor(path)
  const wanted = mode ?? (await stat(path).then(({ mode }) => mode & 0o777, ifMissing(0o644)))
  try {
    const file = await open(temporary, 'wx', wanted)
    try {
      await naming(path, file.writeFile(content))
      await file.chmod(wanted) // open() subtracts the umask
      await naming(path, file.sync())
    } finally {
      await file.close()
    }
    await retryBusy(() => rename(temporary, path)).catch((error: NodeJS.ErrnoException & { dest?: string }) => {
      throw Object.assign(error, { path, dest: undefined }) // nobody knows the temporary file
    })
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw error
  }
  await syncFolder(paths.dirname(path))
}

/**
 * Removes a file; gone already is fine. Its name is free at once: of a file that is open elsewhere Windows keeps the name until it is
 * closed, so that one gets another name first.
 * @throws the file system's own error; the file is then as it was
 */
export async function removeFile(path: string): Promise<void> {
  try {
    if (process.platform !== 'win32') return await retryBusy(() => unlink(path))
    const temporary = temporaryFor(path)
    await retryBusy(() => rename(path, temporary)).catch((error: NodeJS.ErrnoException & { dest?: string }) => {
      throw Object.assign(error, { dest: undefined })
    })
    await unlink(temporary).catch((error) => {
      if (!isBusy(error)) throw error
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/**
 * Removes what replacements that were killed left in a folder; what a living process is writing stays, and what is open elsewhere goes
 * the next time.
 * @param of the only file whose remains are meant; default all
 * @param isMine nobody else writes these files now, because the caller holds their lock: then no process id is asked (it may be that
 * of another process by now, or of one that is dead and was never waited for)
 */
export async function removeTemporaries(
  folder: string,
  { of, isMine = false }: { of?: string; isMine?: boolean } = {},
): Promise<void> {
  const names = await readdir(folder).catch(ifMissing<string[]>([]))
  // Without the dot: those of earlier versions.
  const isOf = (name: string) => of === undefined || [`.${of}.`, `${of}.`].some((start) => name.startsWith(start))
  const isMeant = (name: string) => name.endsWith(suffix) && isOf(name)
  for (const name of names.filter(isMeant)) {
    const file = paths.join(folder, name)
    const pid = writerOf(name)
    if (pid === undefined) continue
    const mtimeMs = await lstat(file).then(({ mtimeMs }) => mtimeMs, ifMissing(0))
    if (isMine || !isAlive(pid) || Date.now() - mtimeMs > forgottenAfterMs)
      await rm(file, { force: true }).catch((error) => {
        if (!isBusy(error)) throw error
      })
  }
}

/** Its form is what `writerOf` reads. It begins with a dot, so that `include sites-enabled/*` of NGINX does not take it for a site. */
function temporaryFor(path: string): string {
  const unique = Math.floor(Math.random() * 2 ** 32).toString(16)
  return paths.join(paths.dirname(path), `.${paths.basename(path)}.${process.pid}.${unique.padStart(8, '0')}${suffix}`)
}

/** The process that wrote a temporary file; undefined for a file that is not one. */
function writerOf(name: string): number | undefined {
  const pid = /\.(\d+)\.[0-9a-f]{8}\.blue-green-tmp$/.exec(name)?.[1]
  return pid === undefined ? undefined : Number(pid)
}

/** After a power cut the name must not lead to the old file again; Windows offers no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function ifMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value
    throw error
  }
}
