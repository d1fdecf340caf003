import type { Log } from '../machine/log.js'
import { waitUntil } from '../machine/wait-until.js'
import { appcmd } from './appcmd.js'
import { AppcmdFailed } from './appcmd-failed.js'
import type { Change } from './change.js'
import { checkedName } from './checked-name.js'
import { type CommitOptions, commit } from './commit.js'
import { type BindingEdit, editBindings } from './edit-bindings.js'
import { siteNamed } from './iis.js'

const startLimitMs = 5_000

/**
 * Moves bindings in one commit, and starts the site that got them at once: where WAS gave it bindings before it had taken them from the
 * other one, it has stopped it.
 */
export async function moveBindings(
  log: Log,
  { says, edits, to }: { says: string; edits: readonly BindingEdit[]; to: string },
  options: CommitOptions,
): Promise<void> {
  const move = editBindings(says, edits)
  const start: Change = {
    says: `Start site "${to}", where it has been stopped by that`,
    args: ['start', 'site', checkedName(to)],
    pools: [],
    isDone: async (iis, inner) => siteNamed(iis, to)?.state === 'Started' && (await move.isDone(iis, inner)),
  }
  try {
    await commit(log, [move, start], options)
  } catch (error) {
    if (!(error instanceof AppcmdFailed) || error.meaning !== 'exists') throw error
    await startWhenFree(log, to)
  }
}

/** Another site may have the bindings for another moment. */
const startWhenFree = (log: Log, name: string): Promise<true> =>
  waitUntil(`site "${name}" to start with its bindings`, startLimitMs, 50, async (_leftMs, tell) => {
    const { meaning } = await appcmd(log, 'change', ['start', 'site', checkedName(name)], { accept: ['exists'] })
    tell(meaning)
    return meaning === 'ok' || undefined
  })
