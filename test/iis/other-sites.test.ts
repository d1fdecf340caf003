import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { OtherSites } from '../../src/rehearsal/real/other-sites.js'
import { iisUnderTest, refuseOtherSites } from './iis-under-test.js'

const addSite = async (iis: Awaited<ReturnType<typeof iisUnderTest>>, name: string, folder: string) => {
  await mkdir(folder, { recursive: true })
  const args = ['add', 'site', `/name:${name}`, '/bindings:http/127.0.0.1:10080:', `/physicalPath:${folder}`]
  expect(await iis.host?.run({ program: 'appcmd', args, stdin: '' })).toMatchObject({ exitCode: 0 })
}

test('the contract tests refuse a real IIS with sites that they did not make, unless they are told to', async () => {
  const iis = await iisUnderTest()
  try {
    await expect(refuseOtherSites(iis.log, {})).resolves.toBeUndefined()
    await addSite(iis, 'test-0a1b2c3d-left', path.join(iis.folder, 'left over by a killed test'))
    await expect(refuseOtherSites(iis.log, {})).resolves.toBeUndefined()

    await addSite(iis, 'Default Web Site', path.join(path.dirname(iis.folder), 'somebody-else', 'wwwroot'))
    await expect(refuseOtherSites(iis.log, {})).rejects.toThrow(OtherSites)
    await expect(refuseOtherSites(iis.log, {})).rejects.toThrow(
      'a site that no rehearsal and no test has made: "Default Web Site". Nothing was changed.',
    )
    await expect(refuseOtherSites(iis.log, { BLUEGREEN_BESIDE_OTHER_SITES: '1' })).resolves.toBeUndefined()
  } finally {
    await iis.stop()
  }
})
