import { rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isBusy, retryBusy } from '../../src/machine/retry-busy.js'
import { temporaryFolder, writeFiles } from './temporary-folder.js'

test('tries again until the file is free', async () => {
  const folder = join(await temporaryFolder(), 'full')
  await writeFiles(folder, { file: '' })
  let tries = 0
  const remove = async () => {
    tries += 1
    if (tries === 3) await rm(join(folder, 'file'))
    await rmdir(folder)
  }
  await retryBusy(remove, { limitMs: 5_000 })
  expect(tries).toBe(3)
})

test('throws the last error at the limit, and any other error at once', async () => {
  const folder = await temporaryFolder()
  await writeFiles(folder, { file: '' })
  const waits: string[] = []
  const busy = retryBusy(() => rmdir(folder), { limitMs: 30, onWait: ({ message }) => waits.push(message) })
  await expect(busy).rejects.toMatchObject({ code: 'ENOTEMPTY', triedMs: expect.any(Number) })
  expect(waits).toEqual([expect.stringContaining('ENOTEMPTY')])
  await expect(retryBusy(() => rmdir(join(folder, 'none')), { limitMs: 60_000 })).rejects.toThrow('ENOENT')
})

test('on Windows a file that is open elsewhere shows as no permission', () => {
  const denied = Object.assign(new Error(), { code: 'EPERM' })
  expect(isBusy(denied, 'win32')).toBe(true)
  expect(isBusy(denied, 'linux')).toBe(false)
  expect(isBusy('EPERM', 'win32')).toBe(false)
})
