import { setTimeout as pause } from 'node:timers/promises'
import { findProgram } from '../machine/find-program.js'
import type { Log } from '../machine/log.js'
import { runProgram } from '../machine/run-program.js'
import { checkedName } from './checked-name.js'
import { GrantFailed } from './grant-failed.js'

/** `RX`: read and run; `M`: also write and delete. */
export type Right = 'RX' | 'M'

/** Access denied, file or path not found: these do not pass by themselves. */
const lasting = [5, 2, 3]
const firstPauseMs = 100

export const grantArgs = (folder: string, account: string, right: Right): string[] => [
  folder,
  '/grant',
  `${account}:(OI)(CI)${right}`,
]

/** The account that IIS makes for a pool, once the pool is there. */
export const poolAccount = (pool: string): string => `IIS AppPool\\${checkedName(pool)}`

/**
 * Gives a pool's own account a right to a folder and all in it. A new pool's account may take a moment to be known.
 * @param limitMs for all tries, default 30_000
 * @throws GrantFailed
 * @see https://learn.microsoft.com/windows-server/administration/windows-commands/icacls
 */
export async function grant(
  log: Log,
  { folder, pool, right, limitMs = 30_000 }: { folder: string; pool: string; right: Right; limitMs?: number },
): Promise<void> {
  const args = grantArgs(folder, poolAccount(pool), right)
  const deadline = performance.now() + limitMs
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, 2_000)) {
    const { exitCode, stdout, stderr } = await runProgram(log, findProgram('icacls'), args, { timeoutMs: 300_000 })
    if (exitCode === 0) return
    if (lasting.includes(exitCode) || performance.now() + pauseMs > deadline) {
      throw new GrantFailed({ folder, account: poolAccount(pool), right, exitCode, said: `${stderr}\n${stdout}` })
    }
    log.verbose(`icacls: exit code ${exitCode}; again in ${pauseMs} ms`)
    await pause(pauseMs)
  }
}
