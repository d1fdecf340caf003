import { describe, expect, test } from 'vitest'
import type { WebFarm } from '../../src/iis/web-farm.js'
import { farmProblems } from '../../src/routing/farm-problems.js'

const ports = [18081, 18082] as const
const server = (address: string, httpPort: number, enabled = true) => ({ address, httpPort, enabled })
const good: WebFarm = {
  name: 'F',
  enabled: true,
  servers: [server('127.0.0.1', 18081), server('127.0.0.2', 18082)],
  healthCheck: {
    url: 'http://F/blue-green-health/up.html',
    intervalMs: 1_000,
    timeoutMs: 30_000,
    responseMatch: 'up',
    minServers: 0,
  },
  timeoutMs: 30_000,
  preserveHostHeader: true,
}
const withServers = (...servers: WebFarm['servers']) => farmProblems({ ...good, servers }, 'F', ports)
const withCheck = (check: Partial<WebFarm['healthCheck']>) =>
  farmProblems({ ...good, healthCheck: { ...good.healthCheck, ...check } }, 'F', ports)
const set = (...parameters: string[]) =>
  `appcmd set config -section:webFarms ${parameters.map((each) => `"${each}"`).join(' ')} /commit:apphost`
const port = (address: string, number: number) =>
  `/[name='F'].[address='${address}'].applicationRequestRouting.httpPort:${number}`

describe('a web farm', () => {
  test('with two members on the ports of the slots, in whatever order, and disabled ones besides, is right', () => {
    expect(farmProblems(good, 'F', ports)).toEqual([])
    expect(farmProblems(good, 'F', [18082, 18081])).toEqual([])
    expect(withServers(...good.servers, server('10.0.0.9', 80, false))).toEqual([])
  })

  test('that has more members is told which of them to switch off', () => {
    const [problem] = withServers(...good.servers, server('10.0.0.9', 80))
    expect(problem).toEqual({
      what: 'it has 3 enabled members (127.0.0.1:18081, 127.0.0.2:18082, 10.0.0.9:80), not two',
      command: set("/[name='F'].[address='10.0.0.9'].enabled:false"),
    })
  })

  test.each([
    [
      'whose member has another port',
      [server('127.0.0.1', 18081), server('127.0.0.2', 80)],
      [port('127.0.0.2', 18082)],
    ],
    ['whose members have the same port', [server('a', 18082), server('b', 18082)], [port('b', 18081)]],
    [
      'whose member is disabled',
      [server('127.0.0.1', 18081), server('127.0.0.2', 18082, false)],
      ["/[name='F'].[address='127.0.0.2'].enabled:true"],
    ],
    [
      'that has one member only',
      [server('127.0.0.1', 18081)],
      ["/+[name='F'].[address='127.0.0.2']", port('127.0.0.2', 18082)],
    ],
  ])('%s is told the command for that', (_name, servers, parameters) => {
    expect(withServers(...servers).map(({ command }) => command)).toEqual([set(...parameters)])
  })

  test('without members gets both', () => {
    expect(withServers().map(({ command }) => command)).toEqual([
      set("/+[name='F'].[address='127.0.0.1']", port('127.0.0.1', 18081)),
      set("/+[name='F'].[address='127.0.0.2']", port('127.0.0.2', 18082)),
    ])
  })

  test.each([
    ['url', '', 'it checks no health'],
    ['url', 'http://F/up.html', 'its health check asks http://F/up.html, not for /blue-green-health/up.html'],
    ['responseMatch', '', 'no response match, so that every answer is a good one'],
    ['responseMatch', '.*', 'its response match is ".*", not a plain word'],
    ['intervalMs', 5_001, 'runs every 5.001 s; at most 5 s'],
    ['intervalMs', 0, 'runs every 0 s'],
    ['minServers', 2, 'with fewer than 2 healthy members it may disregard health'],
  ])('with the %s "%s" does not do', (name, value, told) => {
    expect(withCheck({ [name]: value })).toEqual([
      { what: expect.stringContaining(told), command: expect.stringMatching(/^appcmd set config -section:webFarms "/) },
    ])
  })

  test('is told all of its faults at once', () => {
    expect(farmProblems({ ...good, enabled: false, servers: [] }, 'F', ports)).toHaveLength(3)
    expect(farmProblems(undefined, 'F', ports).map(({ what }) => what)).toEqual([
      expect.stringContaining('there is no web farm "F"'),
    ])
  })
})
