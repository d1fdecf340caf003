import type { Change } from './change.js'
import { checkedName } from './checked-name.js'
import { type Pool, poolNamed } from './iis.js'
import { newPool, type PoolSettings } from './new-pool.js'

/** Done when there is a pool of that name: whether it is the right one is for the caller to have looked at. */
export const addPool = (settings: PoolSettings, model?: Pool): Change => ({
  says: `Add pool "${checkedName(settings.name)}"${model ? ` with the settings of "${model.name}"` : ''}`,
  args: ['add', 'apppool', '/in'],
  input: newPool(settings, model),
  pools: [settings.name],
  isDone: (iis) => poolNamed(iis, settings.name) !== undefined,
})

export const setPoolAutoStart = (name: string, autoStart: boolean): Change => ({
  says: `Let pool "${name}" ${autoStart ? 'start' : 'no longer start'} after a reboot`,
  args: ['set', 'apppool', checkedName(name), `/autoStart:${autoStart}`],
  pools: [name],
  isDone: (iis) => poolNamed(iis, name)?.autoStart === autoStart,
})

export const deletePool = (name: string): Change => ({
  says: `Delete pool "${name}"`,
  args: ['delete', 'apppool', checkedName(name)],
  pools: [name],
  isDone: (iis) => poolNamed(iis, name) === undefined,
})
