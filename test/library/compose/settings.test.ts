import { describe, expect, test } from 'vitest'
import { exampleSettings } from '../../../src/library/compose/example-settings.js'
import { keyOf, settingsFrom } from '../../../src/library/compose/settings.js'
import { BadSettings } from '../../../src/library/server/bad-settings.js'
import { variables } from '../../../src/process/chain.js'

const problemsOf = async (content: string): Promise<readonly string[]> => {
  try {
    await settingsFrom(content, 's.yaml')
  } catch (error) {
    if (error instanceof BadSettings) return error.problems
    throw error
  }
  return []
}

describe('the example', () => {
  test('is read as it stands', async () => {
    expect(await settingsFrom(exampleSettings, 'blue-green.yaml')).toEqual({
      project: 'My Shop',
      role: 'web',
      window: '1',
      router: 'arr-rewrite',
      package: 'MyShop',
      feed: undefined,
      variableSet: undefined,
      variables: {
        'BlueGreen.Application': 'MyShop',
        'BlueGreen.Root': 'D:\\BlueGreen',
        'BlueGreen.Ports': '18081,18082',
        'BlueGreen.FrontDoor': 'https://www.example.com/health',
        'BlueGreen.FrontBindings': 'https/*:443:www.example.com',
        'BlueGreen.WarmUpUrls': '/health 200 Healthy\n/',
      },
    })
  })

  test('names every setting there is', async () => {
    const own = ['project', 'target-role', 'window', 'router', 'package', 'feed', 'library-variable-set']
    for (const key of [...own, ...Object.keys(variables).map(keyOf)])
      expect(exampleSettings, key).toMatch(new RegExp(`^(# )?${key}:`, 'm'))
  })

  test.each(['arr-health-file', 'nginx-flag', 'nginx-reload'])(
    'becomes one for %s by its comments alone',
    async (router) => {
      const swapped = exampleSettings
        .replace('router: arr-rewrite', `router: ${router}`)
        .replace(/^front-bindings:\n {2}- .*\n/m, '')
        .replace(router === 'arr-health-file' ? /^# (farm: )/gm : /^# (nginx-[a-z-]+:| {2}- )/gm, '$1')
      const { variables: set } = await settingsFrom(swapped, 's.yaml')
      expect(set).toMatchObject(
        router === 'arr-health-file'
          ? { 'BlueGreen.Farm': 'MyFarm' }
          : { 'BlueGreen.NginxListen': '443 ssl', 'BlueGreen.NginxMainConf': 'C:\\nginx\\conf\\nginx.conf' },
      )
    },
  )
})

describe('what is wrong', () => {
  test('is told all at once, with keys and lines', async () => {
    const content = exampleSettings
      .replace('ports: 18081,18082', 'ports: 18081')
      .replace('root: D:\\BlueGreen', 'root: BlueGreen')
      .replace('window: 1', 'window: 0')
      .replace('front-door: https://www.example.com/health', 'frontdoor: https://www.example.com/health')
      .replace('package: MyShop', 'package: [A, B]')
      .replace('- /health 200 Healthy', '- health')
    const lineOf = (text: string) => content.split('\n').findIndex((line) => line.startsWith(text)) + 1
    const wanted: readonly [string, string][] = [
      ['window: 0', 'must be between 1 and 1000'],
      ['package: [A', 'is a list, and must be one value'],
      ['root: ', 'is not a full path'],
      ['ports: 18081', 'is neither two ports (18081,18082) nor a range'],
      ['frontdoor: ', 'there is no setting frontdoor; did you mean front-door'],
      ['warm-up-urls', 'line 1 is not a path with a slash'],
    ]
    const problems = await problemsOf(content)
    expect(problems).toHaveLength(wanted.length + 1)
    for (const [index, [line, told]] of wanted.entries()) {
      expect(problems[index]).toMatch(new RegExp(`^s\\.yaml, line ${lineOf(line)}: `))
      expect(problems[index]).toContain(told)
    }
    expect(problems.at(-1)).toBe('s.yaml: front-door is missing; write e.g. front-door: http://www.example.com/health.')
  })

  test.each([
    ['load-balancer: alb', 'load-balancer is not there yet'],
    ['metrics:\n  kind: prometheus', 'metrics is not there yet'],
    ['feed:\n  id: Feeds-1', 'feed is neither a text nor a list of texts'],
    ['farm: MyFarm', 'farm is not for the router arr-rewrite'],
    ['nginx-conf: C:\\x.conf', 'nginx-conf is not for the router arr-rewrite'],
    ['constructor: x', 'there is no setting constructor'],
    ['instance: #{Octopus.Environment.Name}', 'instance has no value (one that begins with # or * must be in quotes)'],
    ['instance: "#{BlueGreen.Instance}"', 'refers to BlueGreen.Instance, which is itself'],
    ['window: 2', 'Map keys must be unique'],
    ['adopt: [', 'Flow sequence'],
  ])('%s is refused', async (line, told) => {
    expect((await problemsOf(`${exampleSettings}\n${line}\n`)).join('\n')).toContain(told)
  })

  test('a range of ports is refused where the router knows two', async () => {
    const farm = exampleSettings
      .replace('router: arr-rewrite', 'router: arr-health-file\nfarm: F')
      .replace(/^front-bindings:\n {2}- .*\n/m, '')
    expect(await problemsOf(farm)).toEqual([])
    expect((await problemsOf(farm.replace('ports: 18081,18082', 'ports: 20000-20999'))).join()).toContain(
      'two fixed ports',
    )
    expect(await problemsOf(exampleSettings.replace('ports: 18081,18082', 'ports: 20000-20999'))).toEqual([])
  })

  test('an empty file lacks everything that any router needs', async () => {
    expect((await problemsOf('')).join('\n')).toMatch(
      /project is missing[\s\S]*router is missing[\s\S]*warm-up-urls is missing/,
    )
    expect((await problemsOf('')).join('\n')).not.toMatch(/farm|nginx|bindings/)
    expect(await problemsOf('just a text')).toEqual([expect.stringContaining('these are no settings')])
  })
})

test('a value is taken to the letter: no number, no boolean, references to variables as they are', async () => {
  const { variables: set } = await settingsFrom(
    exampleSettings
      .replace('application: MyShop', 'application: no')
      .replace('ports: 18081,18082', 'ports: "#{Shop.Ports}"')
      .replace('# instance: staging', 'instance: 007'),
    's.yaml',
  )
  expect(set).toMatchObject({
    'BlueGreen.Application': 'no',
    'BlueGreen.Ports': '#{Shop.Ports}',
    'BlueGreen.Instance': '007',
  })
})

test('a site that is taken in brings its bindings along', async () => {
  const content = exampleSettings.replace(/^front-bindings:\n {2}- .*\n/m, 'adopt: Default Web Site\n')
  expect((await settingsFrom(content, 's.yaml')).variables).toMatchObject({ 'BlueGreen.Adopt': 'Default Web Site' })
})
