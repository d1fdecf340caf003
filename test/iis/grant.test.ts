import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commit } from '../../src/iis/commit.js'
import { grant, grantArgs, poolAccount } from '../../src/iis/grant.js'
import { addPool } from '../../src/iis/pool-changes.js'
import { emptyFolder, type IisUnderTest, iisUnderTest } from './iis-under-test.js'

let iis: IisUnderTest
beforeAll(async () => {
  iis = await iisUnderTest()
})
afterAll(() => iis.stop())

test('the account is one argument with its right', () => {
  expect(grantArgs('C:\\apps\\My App', poolAccount('MyApp-1.0.0'), 'RX')).toEqual([
    'C:\\apps\\My App',
    '/grant',
    'IIS AppPool\\MyApp-1.0.0:(OI)(CI)RX',
  ])
})

test('a pool gets its right to a folder', async () => {
  const name = iis.named('granted')
  await commit(iis.log, [addPool({ name, autoStart: true })], { onWorkerRestart: 'warn' })
  const folder = await emptyFolder(iis.folder, 'slot')
  await grant(iis.log, { folder, pool: name, right: 'RX' })
  if (iis.host) expect(iis.host.grants()).toEqual([{ folder, pool: name, rights: 'RX' }])
})

test('a folder that is not there is a failure at once', async () => {
  const folder = path.join(iis.folder, 'missing')
  await expect(grant(iis.log, { folder, pool: iis.named('granted'), right: 'M' })).rejects.toMatchObject({
    name: 'GrantFailed',
  })
})

test('an account that is not known yet is tried again until the limit', async () => {
  const folder = await emptyFolder(iis.folder, 'slot')
  const pool = iis.named('unknown')
  const lines = iis.log.lines.length
  await expect(grant(iis.log, { folder, pool, right: 'RX', limitMs: 1_500 })).rejects.toMatchObject({
    name: 'GrantFailed',
  })
  expect(iis.log.lines.slice(lines).filter((line) => line.includes('/grant')).length).toBeGreaterThan(1)
})
