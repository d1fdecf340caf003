import { expect, test } from 'vitest'
import { AdoptRefused } from '../../src/adopt/adopt-refused.js'
import { planAdopt } from '../../src/adopt/plan-adopt.js'
import { bindingFrom } from '../../src/iis/binding.js'
import type { Iis, Pool, Site } from '../../src/iis/iis.js'
import { xmlElement } from '../../src/iis/xml.js'
import { applicationAt } from '../../src/slots/application.js'
import type { Marker } from '../../src/slots/marker.js'

const app = applicationAt('/bg', 'MyApp', '')
const marker: Marker = {
  version: 1,
  application: 'MyApp',
  instance: '',
  owner: { space: '', project: '', environment: '', tenant: '' },
  slots: {},
}

const binding = (line: string, sslFlags?: number) => {
  const [protocol = '', information = ''] = line.split('/')
  return { ...bindingFrom(protocol, information), ...(sslFlags ? { sslFlags } : {}) }
}

const site = (name: string, bindings: Site['bindings'], more: Partial<Site> = {}, pool = `${name} Pool`): Site => ({
  name,
  id: 1,
  state: 'Started',
  autoStart: true,
  bindings,
  applications: [
    { path: '/', pool, folders: [{ path: '/', physicalPath: `/inetpub/${name}` }], preloadEnabled: false },
  ],
  element: xmlElement('site'),
  ...more,
})

const pool = (name: string, more: Partial<Pool> = {}): Pool => ({
  name,
  state: 'Started',
  autoStart: true,
  element: xmlElement('add'),
  ...more,
})

const web = site('Web', [binding('http/*:80:'), binding('https/*:443:www.example.com', 1)])
const iisWith = (sites: readonly Site[], pools: readonly Pool[] = [pool('Web Pool')]): Iis => ({
  sites,
  pools,
})

const wish = {
  site: 'web',
  front: 'MyApp-front',
  bindings: undefined,
  frontDoor: { url: 'https://127.0.0.1:443/health', host: 'www.example.com' },
  ports: { kind: 'pair', pair: [18081, 18082] },
} as const

const plan = (iis: Iis, more: Partial<Parameters<typeof planAdopt>[4]> = {}, marked: Marker = marker) =>
  planAdopt(app, marked, iis, new Map(), { ...wish, ...more })

/** What it is refused with. */
function refusal(...given: Parameters<typeof plan>): string {
  try {
    plan(...given)
  } catch (error) {
    if (error instanceof AdoptRefused) return error.message
    throw error
  }
  return 'not refused'
}

const adopted = {
  site: 'Web',
  bindings: [
    { protocol: 'http', information: '*:80:' },
    { protocol: 'https', information: '*:443:www.example.com', sslFlags: 1 },
  ],
  port: 18081,
  status: 200,
  waitingPort: 18082,
}

test('a site becomes the slot on the first port, the front site waits on the other one, and flags of https go along', () => {
  const { status: _later, ...first } = adopted
  expect(plan(iisWith([web]))).toMatchObject({ adopted: first, pool: 'Web Pool', isMoved: false, warnings: [] })
})

test('a port that somebody else has is not taken', () => {
  const taken = new Map([[18081, 'belongs to the site Other']])
  const ports = { kind: 'range', from: 18081, to: 18089 } as const
  expect(planAdopt(app, marker, iisWith([web]), taken, { ...wish, ports }).adopted).toMatchObject({
    port: 18082,
    waitingPort: 18083,
  })
})

test('what is below the root of a site is said, and that it does not come back after a reboot', () => {
  const further = site('Web', web.bindings, {
    autoStart: false,
    applications: [
      {
        path: '/',
        pool: 'Web Pool',
        folders: [
          { path: '/', physicalPath: '/w' },
          { path: '/files', physicalPath: '/f' },
        ],
        preloadEnabled: false,
      },
      { path: '/api', pool: 'Shared', folders: [], preloadEnabled: false },
    ],
  })
  expect(plan(iisWith([further])).warnings).toEqual([
    'Web has /files, /api below its root. Slots that are deployed later do not get them.',
    'Web is not started after a reboot (serverAutoStart=false).',
  ])
})

test('a site that cannot be taken in is refused, with the reason', () => {
  const other = site('Blog', [binding('http/*:81:')])
  expect(refusal(iisWith([other]))).toContain('There is no site "web" on this machine; there are Blog')
  expect(refusal(iisWith([{ ...web, state: 'Stopped' }]))).toContain('The site "Web" is Stopped, not started')
  expect(refusal(iisWith([web], [pool('Web Pool', { state: 'Stopped' })]))).toContain(
    '"Web Pool" of the site "Web" is Stopped',
  )
  expect(refusal(iisWith([web], []))).toContain('"Web Pool" of the site "Web" is not there')
  expect(refusal(iisWith([web, site('Blog', [], {}, 'web pool')]))).toContain(
    'The application pool "Web Pool" of the site "Web" serves "Blog" as well',
  )
  expect(refusal(iisWith([{ ...web, bindings: [...web.bindings, binding('net.tcp/808:*')] }]))).toContain(
    'bindings that a front site cannot have: net.tcp/808:*',
  )
  expect(refusal(iisWith([{ ...web, bindings: [] }]))).toContain('has no bindings')
  expect(refusal(iisWith([web, site('Blog', [binding('http/*:80:')])]))).toContain(
    'The site "Blog" has the binding http/*:80: of the site "Web" as well',
  )
  expect(refusal(iisWith([web]), { bindings: [binding('http/*:8080:')] })).toContain(
    'BG.FrontBindings is not what the site "Web" has (http/*:80:,https/*:443:www.example.com)',
  )
  expect(refusal(iisWith([web]), { frontDoor: { url: 'http://127.0.0.1:8080/', host: 'www.example.com' } })).toContain(
    'None of the bindings of the site "Web"',
  )
  const ours = site('Web', web.bindings, {
    applications: [
      {
        path: '/',
        pool: 'Web Pool',
        folders: [{ path: '/', physicalPath: '/bg/Shop/slots/x' }],
        preloadEnabled: false,
      },
    ],
  })
  expect(refusal(iisWith([ours]))).toContain('it belongs to an application that is deployed blue-green')
})

test('one that is taken in already, or an application that has a router, is refused', () => {
  expect(refusal(iisWith([web]), {}, { ...marker, adopted: { ...adopted, site: 'Old' } })).toContain(
    'This application is taking in the site "Old" already',
  )
  const router = {
    kind: 'arr-rewrite',
    site: 'f',
    pool: 'f',
    folder: '/f',
    frontDoor: { url: 'http://x' },
    portHeader: true,
    made: '',
  } as const
  expect(refusal(iisWith([web]), {}, { ...marker, router })).toContain('has a router already')
})

test('a run that was killed is gone on with, on the ports that it had chosen', () => {
  const begun = { ...marker, adopted: { ...adopted, port: 20001, waitingPort: 20002 } }
  const bound = { ...web, bindings: [...web.bindings, binding('http/127.0.0.1:20001:')] }
  expect(plan(iisWith([bound]), {}, begun)).toMatchObject({
    adopted: { port: 20001, waitingPort: 20002, bindings: adopted.bindings },
    isMoved: false,
  })
  const folders = [{ path: '/', physicalPath: '/bg/MyApp/front' }]
  const front = site('MyApp-front', web.bindings, {
    applications: [{ path: '/', pool: 'MyApp-front', folders, preloadEnabled: false }],
  })
  const moved = { ...web, bindings: [binding('http/127.0.0.1:20001:')] }
  expect(plan(iisWith([moved, front]), {}, begun)).toMatchObject({
    adopted: { bindings: adopted.bindings },
    isMoved: true,
  })
  // Users call those that the front site has got since, too.
  const later = { ...front, bindings: [...web.bindings, binding('http/*:8080:')] }
  expect(plan(iisWith([moved, later]), {}, begun).adopted.bindings).toEqual([
    ...adopted.bindings,
    { protocol: 'http', information: '*:8080:' },
  ])
})

test('a run that was killed before its ports were bound chooses others for those that somebody else has got', () => {
  const begun = { ...marker, adopted: { ...adopted, port: 20001, waitingPort: 20002 } }
  const range = { kind: 'range', from: 20001, to: 20009 } as const
  const portsOf = (taken: readonly number[], ports: typeof range | typeof wish.ports = range, iis = iisWith([web])) => {
    const { port, waitingPort } = planAdopt(
      app,
      begun,
      iis,
      new Map(taken.map((each) => [each, 'belongs to the site Other'])),
      { ...wish, ports },
    ).adopted
    return [port, waitingPort]
  }
  expect(portsOf([])).toEqual([20001, 20002])
  expect(portsOf([20001])).toEqual([20003, 20002])
  expect(portsOf([20002])).toEqual([20001, 20003])
  expect(portsOf([20001], wish.ports)).toEqual([18081, 20002])
  expect(() => portsOf([20001, 18081, 18082], wish.ports)).toThrow('port 18081 belongs to the site Other')

  // What it has bound already it keeps, unless another site has it as well.
  const bound = { ...web, bindings: [...web.bindings, binding('http/127.0.0.1:20001:')] }
  expect(portsOf([20001], range, iisWith([bound]))).toEqual([20001, 20002])
  const other = site('Other', [binding('http/127.0.0.1:20001:')], { state: 'Stopped' })
  expect(refusal(iisWith([bound, other]), {}, begun)).toContain(
    'The port 20001 of the site "Web" belongs to the site "Other" as well',
  )
})

test('a front door that leads to another site is noticed', () => {
  const blog = (line: string, more: Partial<Site> = {}) => site('Blog', [binding(line)], more)
  const catchAll = site('Web', [binding('http/*:80:')])
  const frontDoor = { url: 'http://127.0.0.1:80/', host: 'www.example.com' }
  const refused = (...sites: Site[]) => refusal(iisWith(sites), { frontDoor })
  const told = (line: string) =>
    `The front door http://127.0.0.1:80/ (www.example.com) leads to the site "Blog" (${line}), not to "Web"`
  for (const line of ['http/*:80:www.example.com', 'http/*:80:*.example.com', 'http/127.0.0.1:80:'])
    expect(refused(catchAll, blog(line))).toContain(told(line))
  const named = site('Web', [binding('http/*:80:*.example.com')])
  expect(refused(named, blog('http/*:80:WWW.example.com'))).toContain(told('http/*:80:WWW.example.com'))

  for (const line of ['http/*:80:blog.example.com', 'http/10.0.0.1:80:www.example.com', 'https/*:80:www.example.com'])
    expect(refused(catchAll, blog(line))).toBe('not refused')
  expect(refused(named, blog('http/*:80:'))).toBe('not refused')
  expect(refused(catchAll, blog('http/*:80:www.example.com', { state: 'Stopped' }))).toBe('not refused')
  // Which of the two gets a request is not told by the list of sites.
  expect(refused(named, blog('http/127.0.0.1:80:'))).toBe('not refused')

  expect(refused(site('Web', [binding('http/10.0.0.1:80:')]))).toContain('None of the bindings of the site "Web"')
  expect(refused(site('Web', [binding('http/127.0.0.1:80:')]))).toBe('not refused')
})
