import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { BadOptions } from '../../src/rehearsal/bad-options.js'
import { parseOptions, type RawOptions } from '../../src/rehearsal/options.js'

const here = { nginx: true, openssl: true, now: new Date('2026-11-21T09:30:05Z'), platform: 'linux' as const }

function problemsOf(raw: RawOptions, there: Parameters<typeof parseOptions>[1] = here): readonly string[] {
  try {
    parseOptions(raw, there)
  } catch (error) {
    if (error instanceof BadOptions) return error.problems
    throw error
  }
  return []
}

test('with no option there are three machines, one at a time, and two releases', () => {
  expect(parseOptions({}, here)).toMatchObject({
    ...{ tentacles: 3, window: 1, ratePerSecond: 300, releases: ['1.0.0', '1.1.0'], keep: false },
    ...{ packages: undefined, start: undefined, fail: undefined },
    out: expect.stringMatching(/\/rehearsals\/2026-11-21-093005$/),
  })
})

test('the router is NGINX where there is one, else the simulated ARR', () => {
  expect(parseOptions({}, here).router).toBe('nginx-flag')
  expect(parseOptions({}, { ...here, nginx: false }).router).toBe('arr-rewrite')
  expect(parseOptions({}, { ...here, openssl: false }).router).toBe('arr-rewrite')
  for (const router of ['arr-rewrite', 'nginx-reload']) expect(parseOptions({ router }, here).router).toBe(router)
})

test('a site is taken in by the simulated ARR only', () => {
  expect(parseOptions({ adopt: true }, here)).toMatchObject({ adopt: true, router: 'arr-rewrite' })
  expect(problemsOf({ adopt: true, router: 'nginx-flag' })).toEqual([
    expect.stringContaining('only the router arr-rewrite'),
  ])
})

test('all that is wrong is told at once, and what a good value is', () => {
  const problems = problemsOf({
    ...{ tentacles: '0', window: 'two', rate: '1e3', router: 'haproxy', fail: 'everything' },
    ...{ releases: '1.0.0', package: ['/no/such.zip'], start: ' ' },
  })
  expect(problems).toEqual([
    '--tentacles: a whole number from 1 to 20 is needed, not "0".',
    '--window: a whole number from 1 to 20 is needed, not "two".',
    '--rate: a whole number from 1 to 5000 is needed, not "1e3".',
    '--router: one of arr-rewrite, arr-health-file, nginx-flag, nginx-reload is needed, not "haproxy".',
    '--fail: one of warm-up, switch, crash-after-switch, kill is needed, not "everything".',
    '--releases: at least two are needed, e.g. 1.0.0,1.1.0.',
    '--package: /no/such.zip is no .zip or .nupkg file.',
    '--start: a command is needed, e.g. "node server.js".',
  ])
})

test('what cannot be had is refused', () => {
  const me = fileURLToPath(import.meta.url)
  expect(problemsOf({ router: 'nginx-flag' }, { ...here, nginx: false })).toEqual([expect.stringContaining('no nginx')])
  expect(problemsOf({ router: 'nginx-reload' }, { ...here, openssl: false })).toEqual([
    expect.stringContaining('no openssl'),
  ])
  expect(problemsOf({}, { ...here, platform: 'darwin' })).toEqual([
    expect.stringContaining('Simulated machines need Linux'),
  ])
  expect(problemsOf({ start: 'node server.js' })).toEqual([expect.stringContaining('needs --package')])
  expect(problemsOf({ releases: '1.0.0,1.0.0,$(x)' })).toEqual([
    '--releases: "$(x)" is no release number, e.g. 1.4.0-rc.2.',
    '--releases: 1.0.0 comes twice in a row.',
  ])
  expect(problemsOf({ package: [me], fail: 'crash-after-switch' })).toEqual([
    expect.stringContaining('is no .zip or .nupkg file'),
    '--package: one a release is needed; there are 1 for 2 releases.',
    expect.stringContaining('only the sample application'),
  ])
})

test('a soak is of one machine and two releases, and a distance is in milliseconds', () => {
  expect(parseOptions({ soak: '100', rtt: '20ms' }, here)).toMatchObject({ soak: 100, roundTripMs: 20, tentacles: 1 })
  expect(problemsOf({ soak: '0', rtt: '20', tentacles: '3', fail: 'kill', releases: '1,2,3' })).toEqual([
    '--soak: a whole number from 1 to 99999 is needed, not "0".',
    '--soak: switches one machine; leave out --tentacles.',
    '--soak: nothing goes wrong in it on purpose; leave out --fail.',
    '--soak: needs two releases, e.g. 1.0.0,1.1.0.',
    '--rtt: 1ms to 999ms is needed, not "20".',
  ])
})

test('this very machine is rehearsed on with a real IIS, and with nothing that needs a simulator', () => {
  const windows = { ...here, nginx: false, platform: 'win32' as const }
  expect(parseOptions({ iis: 'real', powershell: 'pwsh.exe', besideOtherSites: true }, windows)).toMatchObject({
    ...{ iis: 'real', tentacles: 1, router: 'arr-rewrite', powershell: 'pwsh.exe', besideOtherSites: true },
  })
  expect(parseOptions({ iis: 'real' }, { ...windows, nginx: true })).toMatchObject({
    ...{ router: 'arr-rewrite', besideOtherSites: false },
  })
  expect(parseOptions({ iis: 'simulated' }, here).iis).toBeUndefined()
  expect(problemsOf({ iis: 'real', tentacles: '2', start: 'node x.js', rtt: '20ms' }, windows)).toEqual([
    expect.stringContaining('--iis real: there is one machine'),
    expect.stringContaining('--start: is for the simulated IIS'),
    expect.stringContaining('--rtt: only with simulated machines'),
    expect.stringContaining('--start: needs --package'),
  ])
  expect(problemsOf({ iis: 'real', soak: '5' }, windows)).toEqual([
    expect.stringContaining('--soak: only with simulated machines'),
  ])
})

test('a real IIS is refused where there is no Windows, before anything is started', () => {
  expect(problemsOf({ iis: 'real' })).toEqual([
    '--iis real: needs Windows with IIS, and this is linux. Nothing was started.',
  ])
  expect(problemsOf({ iis: 'wine' })).toEqual([expect.stringContaining('--iis: one of simulated, real is needed')])
  expect(problemsOf({ powershell: 'pwsh', besideOtherSites: true })).toEqual([
    expect.stringContaining('--powershell: only with --iis real'),
    expect.stringContaining('--beside-other-sites: only with --iis real'),
  ])
})

test('a transcript is of one machine', () => {
  expect(parseOptions({ transcript: 'calls.txt' }, here)).toMatchObject({
    ...{ tentacles: 1, transcript: expect.stringMatching(/\/calls\.txt$/) },
  })
  expect(problemsOf({ transcript: 'calls.txt', tentacles: '3' })).toEqual([expect.stringContaining('--transcript')])
})

test('a transcript that could not be written in the end is refused at the beginning', () => {
  const me = fileURLToPath(import.meta.url)
  const folder = path.dirname(me)
  expect(problemsOf({ transcript: path.join(folder, 'new', 'calls.txt') })).toEqual([])
  expect(problemsOf({ transcript: me })).toEqual([])
  expect(problemsOf({ transcript: folder })).toEqual([
    `--transcript: ${folder} is a folder; a file is needed, e.g. calls.txt.`,
  ])
  expect(problemsOf({ transcript: path.join(me, 'calls.txt') })).toEqual([
    `--transcript: ${path.join(me, 'calls.txt')} cannot be written: ${me} is no folder.`,
  ])
})
