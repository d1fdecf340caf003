import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { listed } from '../../src/iis/appcmd-list.js'
import { httpBinding } from '../../src/iis/binding.js'
import { portsOfBindings, rootFolder, type Sites, siteNamed } from '../../src/iis/iis.js'
import { lookAtIis, poolsFrom, sitesFrom, stateOf, workersFrom, workersNow } from '../../src/iis/look.js'
import { xmlElement } from '../../src/iis/xml.js'
import { type IisUnderTest, iisUnderTest, isReal } from './iis-under-test.js'

const captured = `<?xml version="1.0" encoding="UTF-8"?>\r
<appcmd>\r
    <SITE SITE.NAME="Shop &amp; &quot;Co&quot;" SITE.ID="7" bindings="http/*:8001:,https/*:443:www.example.com" state="Started">\r
        <site name="Shop &amp; &quot;Co&quot;" id="7" serverAutoStart="false">\r
            <bindings>\r
                <binding protocol="http" bindingInformation="*:8001:" />\r
                <binding protocol="https" bindingInformation="*:443:www.example.com" sslFlags="1" />\r
            </bindings>\r
            <limits />\r
            <applicationDefaults applicationPool="Shared" />\r
            <application path="/" applicationPool="Shop" preloadEnabled="true">\r
                <virtualDirectory path="/" physicalPath="C:\\sites\\shop" />\r
                <virtualDirectory path="/media" physicalPath="D:\\media" />\r
            </application>\r
            <application path="/api">\r
                <virtualDirectory path="/" physicalPath="C:\\sites\\api" />\r
            </application>\r
        </site>\r
    </SITE>\r
</appcmd>\r
`

describe('what appcmd lists', () => {
  test('a site with its bindings, applications and folders', () => {
    const [site] = sitesFrom(listed(captured))
    expect(site).toMatchObject({ name: 'Shop & "Co"', id: 7, state: 'Started', autoStart: false })
    expect(site?.bindings).toMatchObject([{ port: 8001 }, { port: 443, host: 'www.example.com', sslFlags: 1 }])
    expect(site?.applications).toEqual([
      {
        path: '/',
        pool: 'Shop',
        preloadEnabled: true,
        folders: [
          { path: '/', physicalPath: 'C:\\sites\\shop' },
          { path: '/media', physicalPath: 'D:\\media' },
        ],
      },
      { path: '/api', pool: 'Shared', preloadEnabled: false, folders: [{ path: '/', physicalPath: 'C:\\sites\\api' }] },
    ])
    expect(site && rootFolder(site)).toBe('C:\\sites\\shop')
  })

  test('pools and workers', () => {
    const pools =
      '<appcmd><APPPOOL APPPOOL.NAME="a" state="Stopped"><add name="a" autoStart="false" /></APPPOOL></appcmd>'
    expect(poolsFrom(listed(pools))).toMatchObject([{ name: 'a', state: 'Stopped', autoStart: false }])
    const workers = '<appcmd><WP WP.NAME="1001" APPPOOL.NAME="a" /></appcmd>'
    expect(workersFrom(listed(workers))).toEqual([{ pid: 1001, pool: 'a' }])
    expect(workersFrom(listed('<?xml version="1.0" encoding="UTF-8"?>\r\n<appcmd>\r\n</appcmd>\r\n'))).toEqual([])
  })

  test.each(['', 'Unknown', '???'])('the state %j is unknown, never stopped', (state) => {
    expect(stateOf(xmlElement('SITE', { state }))).toBe('Unknown')
    expect(stateOf(xmlElement('SITE'))).toBe('Unknown')
  })

  test('ports are known with all their sites, stopped ones included, each once', () => {
    const site = { id: 1, autoStart: true, applications: [], element: xmlElement('site') }
    const iis: Sites = {
      sites: [
        { ...site, name: 'a', state: 'Stopped', bindings: [httpBinding(80, { host: 'x' }), httpBinding(80)] },
        { ...site, name: 'b', state: 'Started', bindings: [httpBinding(80), httpBinding(81)] },
      ],
    }
    expect(portsOfBindings(iis)).toEqual(
      new Map([
        [80, ['a', 'b']],
        [81, ['b']],
      ]),
    )
  })
})

describe('IIS', () => {
  let iis: IisUnderTest
  beforeAll(async () => {
    iis = await iisUnderTest()
  })
  afterAll(() => iis.stop())

  test('shows a new site, its pool and its worker', async () => {
    const { name, port, folder } = await iis.slowSite('looked at')
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200)

    const seen = await lookAtIis(iis.log)
    const site = siteNamed(seen, name.toUpperCase())
    expect(site).toMatchObject({ name, state: 'Started', bindings: [{ port, address: '127.0.0.1' }] })
    expect(site && rootFolder(site)).toBe(folder)
    expect(seen.pools.find((pool) => pool.name === name)).toMatchObject({ state: 'Started', autoStart: true })
    expect((await workersNow(iis.log)).filter(({ pool }) => pool === name)).toHaveLength(1)
    expect(portsOfBindings(seen).get(port)).toEqual([name])
  })

  test.skipIf(isReal)('is looked at with two calls, however many sites there are', async () => {
    const before = iis.host?.transcript().length ?? 0
    await lookAtIis(iis.log)
    expect(iis.host?.transcript().slice(before)).toHaveLength(2)
  })

  test.skipIf(isReal || process.platform === 'win32')('is asked for sites and pools at the same time', async () => {
    const folder = path.join(iis.folder, 'stand-in')
    await mkdir(folder)
    const standIn = `#!/bin/bash
cd '${folder}'
touch "$2"
for ((n = 0; n < 1000; n++)); do
  [ -e site ] && [ -e apppool ] && echo '<appcmd></appcmd>' && exit
  sleep 0.01
done
exit 1
`
    await writeFile(path.join(folder, 'appcmd'), standIn, { mode: 0o755 })
    vi.stubEnv('PATH', `${folder}${path.delimiter}${process.env['PATH']}`)
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(await lookAtIis(iis.log)).toEqual({ sites: [], pools: [] })
  })
})
