import { afterAll, beforeAll, expect, test } from 'vitest'
import { listed } from '../../src/iis/appcmd-list.js'
import { commit } from '../../src/iis/commit.js'
import { sectionFrom } from '../../src/iis/config-section.js'
import {
  allowedServerVariables,
  allowServerVariables,
  maxBodyBytes,
  proxySettings,
  setMaxBodyBytes,
  setProxy,
} from '../../src/iis/proxy.js'
import { type IisUnderTest, iisUnderTest, isReal } from './iis-under-test.js'

const warn = { onWorkerRestart: 'warn' } as const
let iis: IisUnderTest
beforeAll(async () => {
  iis = await iisUnderTest()
})
afterAll(() => iis.stop())

test('a section is found in what appcmd lists', () => {
  const found = listed(
    '<appcmd><CONFIG CONFIG.SECTION="system.webServer/proxy" path="MACHINE/WEBROOT/APPHOST"><system.webServer-proxy enabled="true" /></CONFIG></appcmd>',
  )
  expect(sectionFrom(found, 'system.webServer/proxy').attributes).toEqual({ enabled: 'true' })
  expect(sectionFrom([], 'system.webServer/proxy').attributes).toEqual({})
})

// These change the whole server: not what a test may do to a real one.
test.skipIf(isReal)('the proxy is switched on, and the rest of it left as it is', async () => {
  expect(await proxySettings(iis.log)).toMatchObject({ enabled: false, preserveHostHeader: false, timeoutMs: 120_000 })
  const change = setProxy({ enabled: true, preserveHostHeader: true, timeoutMs: 300_000 })
  await commit(iis.log, [change], warn)
  expect(await proxySettings(iis.log)).toEqual({
    enabled: true,
    preserveHostHeader: true,
    reverseRewriteHostInResponseHeaders: true,
    timeoutMs: 300_000,
  })
  const configuration = iis.host?.configuration()
  const calls = iis.host?.transcript().length ?? 0
  await commit(iis.log, [change], warn)
  expect(iis.host?.configuration()).toBe(configuration)
  expect(
    iis.host
      ?.transcript()
      .slice(calls)
      .some(({ args }) => args[0] === 'set'),
  ).toBe(false)
})

test.skipIf(isReal)('server variables are allowed in one commit, beside those that are', async () => {
  await commit(iis.log, [allowServerVariables(['HTTP_X_OTHER'])], warn)
  await commit(iis.log, [allowServerVariables(['HTTP_X_FORWARDED_PROTO', "HTTP_X_IT'S"])], warn)
  const expected = ['HTTP_X_OTHER', 'HTTP_X_FORWARDED_PROTO', "HTTP_X_IT'S"]
  expect((await allowedServerVariables(iis.log)).sort()).toEqual(expected.sort())
})

test('the largest body of a site is raised for this site alone', async () => {
  const { name } = await iis.slowSite('uploads')
  const other = await iis.slowSite('others')
  expect(await maxBodyBytes(iis.log, name)).toBe(30_000_000)
  await commit(iis.log, [setMaxBodyBytes(name, 2_147_483_648, [name])], warn)
  expect(await maxBodyBytes(iis.log, name)).toBe(2_147_483_648)
  expect(await maxBodyBytes(iis.log, other.name)).toBe(30_000_000)
})
