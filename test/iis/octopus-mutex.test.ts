import { expect, test } from 'vitest'
import { mutexScript, withOctopusMutex } from '../../src/iis/octopus-mutex.js'
import { OctopusMutexBusy } from '../../src/iis/octopus-mutex-busy.js'
import { powershellFaults } from '../templates/fixtures/powershell-faults.js'
import { iisUnderTest } from './iis-under-test.js'

test('Octopus’s mutex is held while work is done, refused to the next one, and free again', async () => {
  const { log, stop } = await iisUnderTest({})
  try {
    const refused = await withOctopusMutex(log, 5_000, () =>
      withOctopusMutex(log, 1_000, async () => 'both at once').catch((error: unknown) => error),
    )
    expect(refused).toBeInstanceOf(OctopusMutexBusy)
    expect(await withOctopusMutex(log, 5_000, async () => 'held')).toBe('held')
    await expect(withOctopusMutex(log, 5_000, () => Promise.reject(new Error('of the work')))).rejects.toThrow(
      'of the work',
    )
    expect(await withOctopusMutex(log, 5_000, async () => 'held again')).toBe('held again')
  } finally {
    await stop()
  }
})

test('the script that holds it is Windows PowerShell 5.1, and has no double quote that an argument would lose', () => {
  expect(powershellFaults(mutexScript(1_000))).toEqual([])
  expect(mutexScript(1_000)).not.toContain('"')
})
