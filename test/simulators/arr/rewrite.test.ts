import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { rewrite } from '../../../src/simulators/arr/rewrite.js'
import { RewriteCache } from '../../../src/simulators/arr/rewrite-cache.js'
import { RewriteError } from '../../../src/simulators/arr/rewrite-error.js'
import { defaultWebConfig, readWebConfig } from '../../../src/simulators/arr/web-config.js'
import { site } from './front.js'

const variables: Record<string, string> = {
  HTTP_HOST: 'Shop.example',
  SERVER_PORT: '80',
  HTTPS: 'off',
  REQUEST_URI: '/a/b',
}

function outcome(rules: string, path = '/a/b', query = '') {
  const { rewrite: parsed } = readWebConfig(site(rules))
  return rewrite(parsed.rules, { path, query, allowedServerVariables: [], variable: (name) => variables[name] }).outcome
}
const rule = (match: string, action: string, conditions = '', attributes = '') =>
  `<rule name="${Math.random()}" ${attributes}><match ${match} />${conditions && `<conditions>${conditions}</conditions>`}<action ${action} /></rule>`
const to = (url: string) => `type="Rewrite" url="${url}"`
const local = (path: string, query = '') => ({ type: 'url', path, query, rewritten: true })
const untouched = { type: 'url', path: '/a/b', query: '', rewritten: false }

test('patterns: ECMAScript anywhere, wildcards and exact ones whole; case is ignored unless told', () => {
  expect(outcome(rule('url="^(a)/(.)"', to('{R:2}-{R:1}')))).toEqual(local('/b-a'))
  expect(outcome(rule('url="A/*"', to('x/{R:1}'), '', 'patternSyntax="Wildcard"'))).toEqual(local('/x/b'))
  expect(outcome(rule('url="a.b"', to('x'), '', 'patternSyntax="Wildcard"'))).toEqual(untouched)
  expect(outcome(rule('url="A/B"', to('x'), '', 'patternSyntax="ExactMatch"'))).toEqual(local('/x'))
  expect(outcome(rule('url="A" ignoreCase="false"', to('x')))).toEqual(untouched)
  expect(outcome(rule('url="^z" negate="true"', to('x')))).toEqual(local('/x'))
})

test('conditions: all or any, negated, with captures of the last that matched', () => {
  const host = '<add input="{HTTP_HOST}" pattern="^(\\w+)\\." />'
  const secure = '<add input="{HTTPS}" pattern="^on$" />'
  expect(outcome(rule('url=".*"', to('{C:1}/{ToLower:{HTTP_HOST}}'), host))).toEqual(local('/Shop/shop.example'))
  expect(outcome(rule('url=".*"', to('x'), host + secure))).toEqual(untouched)
  expect(outcome(rule('url=".*"', to('x'), host + secure.replace(' />', ' negate="true" />')))).toEqual(local('/x'))
  const any = rule('url=".*"', to('x'), secure + host).replace(
    '<conditions>',
    '<conditions logicalGrouping="MatchAny">',
  )
  expect(outcome(any)).toEqual(local('/x'))
})

test('IsFile asks the disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'arr-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const flagged = rule('url=".*"', to('x'), `<add input="${folder}/flag" matchType="IsFile" />`)
  expect(outcome(flagged)).toEqual(untouched)
  await writeFile(join(folder, 'flag'), '')
  expect(outcome(flagged)).toEqual(local('/x'))
})

test('rules follow one another until one stops, and the query goes along unless told not to', () => {
  const first = rule('url="^a/b$"', to('c?x=1'))
  expect(outcome(first + rule('url="^c$"', to('d')), '/a/b', 'q=2')).toEqual(local('/d', 'x=1&q=2'))
  expect(outcome(rule('url="^a"', to('c'), '', 'stopProcessing="true"') + rule('url="^c$"', to('d')))).toEqual(
    local('/c'),
  )
  expect(outcome(rule('url="^a"', `${to('c')} appendQueryString="false"`), '/a/b', 'q')).toEqual(local('/c'))
  expect(outcome(rule('url="^(.*)$"', to('http://h:1/{R:1}')), '/a/b', 'q')).toEqual({
    type: 'proxy',
    host: 'h:1',
    path: '/a/b',
    query: 'q',
  })
  expect(outcome(rule('url=".*"', to('x'), '', 'enabled="false"'))).toEqual(untouched)
})

test('what a client sends is never read as a reference', () => {
  expect(outcome(rule('url="^(.*)$"', to('x/{R:1}')), '/{HTTP_HOST}')).toEqual(local('/x/{HTTP_HOST}'))
})

test('a bad reference, pattern or variable is an error', () => {
  for (const bad of [to('{R:9}'), to('{C:1}'), to('{NO_SUCH}'), to('{Map:x}'), to('{R:1')]) {
    expect(() => outcome(rule('url="(a)"', bad))).toThrow(RewriteError)
  }
  expect(() => outcome(rule('url="("', to('x')))).toThrow(RewriteError)
})

test('what is not simulated is refused instead of ignored', () => {
  expect(() => readWebConfig(site('').replace('</rewrite>', '<outboundRules /></rewrite>'))).toThrow('not simulated')
  expect(() =>
    readWebConfig(site('<rule name="r"><match url="a" /></rule><rule name="r"><match url="b" /></rule>')),
  ).toThrow('duplicate')
})

test('sections inside <location path="."> count, as dotnet publish writes them', () => {
  const text =
    '<configuration><location path="." inheritInChildApplications="false"><system.webServer><httpProtocol><customHeaders><add name="X" value="1"/></customHeaders></httpProtocol></system.webServer></location></configuration>'
  expect(readWebConfig(text).customHeaders).toEqual([...defaultWebConfig.customHeaders, { name: 'X', value: '1' }])
})

test('the final action of a URL is kept from its second hit on, until the configuration changes', () => {
  const cache = new RewriteCache<number>(60_000)
  let worked = 0
  const hit = (config = defaultWebConfig, url = '/', cacheable = true) =>
    cache.through(1, config, url, () => ({ value: ++worked, cacheable }))
  expect([hit(), hit(), hit(), hit()]).toEqual([1, 2, 2, 2])
  expect(hit({ ...defaultWebConfig })).toBe(3)
  expect([
    hit(defaultWebConfig, '/x', false),
    hit(defaultWebConfig, '/x', false),
    hit(defaultWebConfig, '/x', false),
  ]).toEqual([4, 5, 6])
  const off = new RewriteCache<number>(0)
  expect([1, 2, 3].map((value) => off.through(1, defaultWebConfig, '/', () => ({ value, cacheable: true })))).toEqual([
    1, 2, 3,
  ])
})
