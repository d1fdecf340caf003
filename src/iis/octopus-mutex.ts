import { findProgram } from '../machine/find-program.js'
import type { Log } from '../machine/log.js'
import { waitUntil } from '../machine/wait-until.js'
import { OctopusMutexBusy } from './octopus-mutex-busy.js'

/** The mutex under which Octopus's own IIS steps write the configuration. Node cannot take a named mutex of Windows. */
const mutex = 'Global\\Octopus-IIS-Metabase-Mutex'

/** PowerShell's own start takes a second or two. */
const startMs = 30_000
const endMs = 10_000

/**
 * Takes the mutex, says so, and holds it until standard input ends: also when this process is killed. An abandoned mutex is owned
 * by whoever waited for it. Exit code 3: not to be had in time. Works in Windows PowerShell 5.1.
 * @see https://learn.microsoft.com/dotnet/api/system.threading.mutex
 */
export const mutexScript = (limitMs: number) =>
  [
    `$mutex = New-Object System.Threading.Mutex($false, '${mutex}')`,
    `try { $owned = $mutex.WaitOne(${limitMs}) } catch [System.Threading.AbandonedMutexException] { $owned = $true }`,
    'if (-not $owned) { exit 3 }',
    "try { [Console]::Out.WriteLine('held'); [void][Console]::In.ReadLine() } finally { $mutex.ReleaseMutex() }",
  ].join('; ')

/**
 * Does `work` while Octopus's own IIS steps wait, those of other Tentacles on this machine included.
 * @throws OctopusMutexBusy
 */
export async function withOctopusMutex<T>(log: Log, limitMs: number, work: () => Promise<T>): Promise<T> {
  const program = findProgram('powershell')
  const args = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command', mutexScript(limitMs)]
  const { spawn } = await import('node:child_process')
  const startedAt = performance.now()
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true })
  let [held, ended] = [false, false]
  child.on('error', () => {
    ended = true
  })
  child.on('exit', () => {
    ended = true
  })
  child.stdin.on('error', () => {}) // it has ended; its exit tells
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text
    held ||= /^held\r?$/m.test(told)
  })
  try {
    await waitUntil(`the mutex ${mutex}`, limitMs + startMs, 20, async () => held || ended || undefined)
    if (!held) throw new OctopusMutexBusy(mutex, limitMs)
    return await work()
  } finally {
    child.stdin.end()
    await waitUntil('PowerShell to release the mutex', endMs, 20, async () => ended || undefined).catch(() =>
      child.kill(),
    )
    log.verbose(
      `${program} (holds ${mutex}): exit code ${child.exitCode}, ${Math.round(performance.now() - startedAt)} ms`,
    )
  }
}
