import { expect, test } from 'vitest'
import { listed } from '../../src/iis/appcmd-list.js'
import { bindingFrom, httpBinding } from '../../src/iis/binding.js'
import { sitesFrom } from '../../src/iis/look.js'
import { newSite, type SiteSettings } from '../../src/iis/new-site.js'
import { newSiteId } from '../../src/iis/new-site-id.js'
import { xmlElement } from '../../src/iis/xml.js'

const settings: SiteSettings = {
  name: 'MyApp-1.1.0',
  id: 1_234_567,
  bindings: [httpBinding(18082, { address: '127.0.0.1' })],
  physicalPath: 'C:\\apps\\MyApp\\slots\\1.1.0',
  pool: 'MyApp-1.1.0',
  autoStart: true,
}

const [model] = sitesFrom(
  listed(`<appcmd>
    <SITE SITE.NAME="old" SITE.ID="3" bindings="https/*:443:" state="Stopped">
      <site name="old" id="3" serverAutoStart="false">
        <bindings><binding protocol="https" bindingInformation="*:443:" /></bindings>
        <limits connectionTimeout="00:05:00" />
        <logFile directory="D:\\logs"><customFields><add logFieldName="x" /></customFields></logFile>
        <application path="/" applicationPool="old" preloadEnabled="true" enabledProtocols="http">
          <virtualDirectoryDefaults />
          <virtualDirectory path="/" physicalPath="C:\\old" logonMethod="Network" />
          <virtualDirectory path="/media" physicalPath="D:\\media" />
        </application>
        <application path="/api" applicationPool="api"><virtualDirectory path="/" physicalPath="C:\\api" /></application>
      </site>
    </SITE>
  </appcmd>`),
)

test('a new site has the applications that it is given, and those of the model are named unless they are the same', () => {
  const health = { path: '/api', pool: 'health', physicalPath: 'C:\\health' }
  const applications = made({ ...settings, applications: [health] }, model).applications
  expect(applications.map(({ path, pool }) => [path, pool])).toEqual([
    ['/', 'MyApp-1.1.0'],
    ['/api', 'health'],
  ])
  expect(applications[1]?.folders).toEqual([{ path: '/', physicalPath: 'C:\\health' }])
  expect(newSite({ ...settings, applications: [health] }, model).leftOut).toEqual(['virtual directory /media'])
  expect(newSite(settings, model).leftOut).toContain('application /api')
})

const made = (wanted: SiteSettings, from?: typeof model) => {
  const [site] = sitesFrom(listed(newSite(wanted, from).xml))
  if (!site) throw new Error('no site')
  return site
}

test('a new site is read back as it was given', () => {
  expect(made({ ...settings, preloadEnabled: true })).toMatchObject({
    name: 'MyApp-1.1.0',
    id: 1_234_567,
    autoStart: true,
    bindings: settings.bindings,
    applications: [
      {
        path: '/',
        pool: 'MyApp-1.1.0',
        preloadEnabled: true,
        folders: [{ path: '/', physicalPath: settings.physicalPath }],
      },
    ],
  })
})

test('an https binding keeps its flags', () => {
  const https = { ...bindingFrom('https', '*:443:www.example.com'), sslFlags: 1 }
  expect(made({ ...settings, bindings: [https] }).bindings).toEqual([https])
})

test('a model gives its settings, but not its name, id, bindings, folder, pool and start', () => {
  const site = made(settings, model)
  expect(site).toMatchObject({ name: 'MyApp-1.1.0', id: 1_234_567, autoStart: true, bindings: settings.bindings })
  expect(site.element.children.slice(1)).toEqual([
    xmlElement('limits', { connectionTimeout: '00:05:00' }),
    xmlElement('logFile', { directory: 'D:\\logs' }, [
      xmlElement('customFields', {}, [xmlElement('add', { logFieldName: 'x' })]),
    ]),
    xmlElement(
      'application',
      { path: '/', applicationPool: 'MyApp-1.1.0', preloadEnabled: 'true', enabledProtocols: 'http' },
      [
        xmlElement('virtualDirectoryDefaults'),
        xmlElement('virtualDirectory', { path: '/', physicalPath: settings.physicalPath, logonMethod: 'Network' }),
      ],
    ),
  ])
})

test('what is below the root of the model is left out and said', () => {
  expect(newSite(settings, model).leftOut).toEqual(['virtual directory /media', 'application /api'])
  expect(newSite(settings).leftOut).toEqual([])
})

test('a new id is one that no site has', () => {
  const proposed = [5, 5, 6]
  const iis = { sites: model ? [{ ...model, id: 5 }] : [], pools: [], workers: [] }
  expect(newSiteId(iis, () => proposed.shift() ?? 0)).toBe(6)
  expect(newSiteId(iis)).toBeGreaterThanOrEqual(1_000_000)
})
