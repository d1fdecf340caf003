import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { inspect } from 'node:util'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { DeadlinePassed } from '../../../src/library/server/deadline-passed.js'
import { NoOctopus } from '../../../src/library/server/no-octopus.js'
import { NoPermission } from '../../../src/library/server/no-permission.js'
import { openSpace } from '../../../src/library/server/open-space.js'
import { replanned } from '../../../src/library/server/replanned.js'
import { SavedMeanwhile } from '../../../src/library/server/saved-meanwhile.js'
import { Secret } from '../../../src/library/server/secret.js'
import { ServerRefused } from '../../../src/library/server/server-refused.js'
import { ServerTooOld } from '../../../src/library/server/server-too-old.js'
import { Unreachable } from '../../../src/library/server/unreachable.js'
import { WrongKey } from '../../../src/library/server/wrong-key.js'
import { UnknownName } from '../../../src/library/unknown-name.js'
import type { Fault } from '../../../src/simulators/octopus-server/faults.js'
import { certificateFor } from '../../http/certificates.js'
import { ask, runningServer, testKey } from '../../simulators/octopus-server/running-server.js'
import { connected } from './connected.js'

const environments = 'Spaces-1/environments'

describe('requests are repeated', () => {
  test.each<Fault>([
    'too-many-requests',
    'unavailable',
    'bad-gateway',
    'gateway-timeout',
    'dropped-before',
    'dropped-after',
  ])('a read after %s', async (fault) => {
    const server = await runningServer()
    server.faults.next(fault)
    expect(await connected(server).all('spaces')).toMatchObject([{ Name: 'Default' }])
    expect(server.log.all).toHaveLength(2)
  })

  test.each<Fault>(['too-many-requests', 'unavailable', 'gateway-timeout', 'dropped-before', 'dropped-after'])(
    'a write after %s: what it makes is there once',
    async (fault) => {
      const server = await runningServer()
      const octopus = connected(server)
      const look = async () =>
        (await octopus.all<{ Name: string }>(environments)).find(({ Name }) => Name === 'Production')
      server.faults.next(fault)
      const made = await octopus.write({ method: 'POST', path: environments, json: { Name: 'Production' }, look })
      expect(made).toMatchObject({ Id: 'Environments-1' })
      expect(server.defaultSpace.documents.Environments.size).toBe(1)
      const writes = fault === 'gateway-timeout' || fault === 'dropped-after' ? 1 : 2
      expect(server.log.writes).toHaveLength(writes)
    },
  )

  test('as late as the server asks for', async () => {
    const server = await runningServer()
    server.faults.retryAfterSeconds = 1
    server.faults.next('too-many-requests')
    const waited: string[] = []
    const startedAt = performance.now()
    await connected(server, {}, { onWait: (text) => waited.push(text) }).get('spaces')
    expect(performance.now() - startedAt).toBeGreaterThan(990)
    expect(waited).toEqual(['GET /api/spaces: the server is busy (429); again in 1.0 s'])
  })

  test('until the command has taken too long', async () => {
    const server = await runningServer()
    server.faults.rate({ percent: 100, random: () => 0, kinds: ['unavailable'] })
    await expect(connected(server, { deadlineMs: 600 }, {}).get('spaces')).rejects.toThrow(DeadlinePassed)
  })

  test('but not for ever, and then it is told what is not known', async () => {
    const server = await runningServer()
    server.faults.rate({ percent: 100, random: () => 0, kinds: ['dropped-before'] })
    const failed = await connected(server)
      .write({ method: 'POST', path: environments, json: {} })
      .catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(Unreachable)
    expect(String(failed)).toContain('(8 attempts)')
    expect(String(failed)).toContain('is not known')
  })

  test('a request has a time limit', async () => {
    const server = await runningServer()
    server.faults.slowMs = 2_000
    server.faults.next('slow')
    const octopus = connected(server, { requestTimeoutMs: 300 })
    expect(await octopus.all('spaces')).toHaveLength(1)
    expect(octopus.requests).toBe(2)
  })
})

describe('somebody else saves meanwhile', () => {
  test('and what they saved stays; planning anew goes through', async () => {
    const server = await runningServer()
    await ask(server, 'POST', 'Spaces-1/projects', { Name: 'Shop' })
    const octopus = connected(server)
    const path = 'Spaces-1/projects/Projects-1/variables'
    type Set = { Version: number; Variables: { Name: string }[] }
    let others = 0
    const add = async () => {
      const set = await octopus.get<Set>(path)
      if (others++ === 0) await ask(server, 'PUT', path, { ...set, Variables: [{ Name: 'Theirs', Value: '1' }] })
      const Variables = [...set.Variables, { Name: 'Ours', Value: '2' }]
      return octopus.save<Set>('the variables', path, { ...set, Variables }, (now) =>
        now.Variables.some(({ Name }) => Name === 'Ours'),
      )
    }
    await replanned(add)
    expect((await octopus.get<Set>(path)).Variables.map(({ Name }) => Name)).toEqual(['Theirs', 'Ours'])
    others = 0
    await expect(add()).rejects.toThrow(SavedMeanwhile)
  })
})

describe('errors are told', () => {
  test('a wrong key', async () => {
    const server = await runningServer()
    const octopus = connected(server, { credentials: { kind: 'api key', secret: new Secret('API-WRONG') } })
    await expect(openSpace(octopus)).rejects.toThrow(WrongKey)
  })

  test('a file that is not there is none, one that may not be seen is an error and not a file', async () => {
    const server = await runningServer()
    server.keys.add('API-READER', 'reader', [])
    expect(await connected(server).bytes('Spaces-1/artifacts/Artifacts-9/content')).toBeUndefined()
    const octopus = connected(server, { credentials: { kind: 'api key', secret: new Secret('API-READER') } })
    await expect(octopus.bytes('Spaces-1/actiontemplates/Octopus.Script/logo')).rejects.toThrow(NoPermission)
  })

  test('a missing permission, by name', async () => {
    const server = await runningServer()
    server.keys.add('API-READER', 'reader', [])
    const octopus = connected(server, { credentials: { kind: 'api key', secret: new Secret('API-READER') } })
    const failed = await octopus.get(environments).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(NoPermission)
    expect((failed as NoPermission).permission).toBe('EnvironmentView')
  })

  test('an unknown space, with the nearest names', async () => {
    const server = await runningServer()
    server.store.addSpace('Web Team')
    const failed = openSpace(connected(server, { space: 'web-teem' }))
    await expect(failed).rejects.toThrow(UnknownName)
    await expect(failed).rejects.toThrow('Did you mean "Web Team"?')
    expect(await openSpace(connected(server, { space: 'web team' }))).toMatchObject({ id: 'Spaces-2' })
  })

  test('a server that is too old, and something that is no Octopus at all', async () => {
    await expect(openSpace(connected(await runningServer({ version: '2020.6.4' })))).rejects.toThrow(ServerTooOld)
    const other = createServer((_, response) => response.end('<html>log in</html>')).listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await new Promise((resolve) => other.once('listening', resolve))
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
    await expect(openSpace(connected({ url }))).rejects.toThrow(NoOctopus)
  })

  test('a redirect is told and not followed: the key would go there', async () => {
    const server = await runningServer()
    const other = createServer((request, response) =>
      response.writeHead(302, { location: `${server.url}${request.url}` }).end(),
    ).listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await new Promise((resolve) => other.once('listening', resolve))
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
    await expect(openSpace(connected({ url }))).rejects.toThrow('sends GET /api/ on to')
    expect(server.log.all).toEqual([])
  })

  test('a refusal, with all that the server says, and without the key if it is in there', async () => {
    const server = await runningServer()
    const failed = await connected(server)
      .write({
        method: 'POST',
        path: 'Spaces-1/actiontemplates',
        json: { Name: testKey, ActionType: 'x', Parameters: [{ Name: testKey }] },
      })
      .catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(ServerRefused)
    expect(inspect(failed, { depth: 9 })).toContain("parameter '********'")
    expect(inspect(failed, { depth: 9 })).not.toContain(testKey)
  })

  test('nobody listens', async () => {
    const server = await runningServer()
    await server.close()
    const failed = await connected(server, { deadlineMs: 500 }, {})
      .get('spaces')
      .catch((error: unknown) => error)
    expect(String(failed)).toContain('nothing listens there')
    expect(inspect(failed, { depth: 9 })).not.toContain(testKey)
  })
})

describe('the way to the server', () => {
  test('a private authority is refused until it is given', async () => {
    const { ca, key, cert } = await certificateFor('localhost')
    const server = await runningServer({ tls: { key, cert } })
    const url = server.url.replace('127.0.0.1', 'localhost')
    await expect(connected({ url }).get('spaces')).rejects.toThrow('give that authority with --ca FILE')
    expect(server.log.all).toEqual([])
    expect(await connected({ url }, { ca }).all('spaces')).toHaveLength(1)
  })

  /** A proxy of this test alone, that tunnels. @returns its address, and what it was asked for */
  async function tunnel(): Promise<{ url: string; asked: string[] }> {
    const asked: string[] = []
    const proxy = createServer()
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '')
      const [host, port] = (request.url ?? '').split(':')
      const through = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
        through.pipe(socket).pipe(through)
      })
      for (const end of [through, socket]) end.on('error', () => {})
    })
    proxy.listen(0, '127.0.0.1')
    onTestFinished(() => void proxy.close())
    await new Promise((resolve) => proxy.once('listening', resolve))
    onTestFinished(() => void vi.unstubAllEnvs())
    return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked }
  }

  test('a proxy is used, except where NO_PROXY says not to', async () => {
    const server = await runningServer()
    const { url, asked } = await tunnel()
    vi.stubEnv('HTTP_PROXY', url)
    vi.stubEnv('NO_PROXY', '')
    expect(await connected(server).all('spaces')).toHaveLength(1)
    expect(asked).toEqual([server.url.replace('http://', '')])
    vi.stubEnv('NO_PROXY', '127.0.0.1')
    expect(await connected(server).all('spaces')).toHaveLength(1)
    expect(asked).toHaveLength(1)
  })

  test('a private authority counts through a proxy too', async () => {
    const { ca, key, cert } = await certificateFor('localhost')
    const server = await runningServer({ tls: { key, cert } })
    const proxy = await tunnel()
    vi.stubEnv('HTTPS_PROXY', proxy.url)
    vi.stubEnv('NO_PROXY', '')
    const url = server.url.replace('127.0.0.1', 'localhost')
    await expect(connected({ url }).get('spaces')).rejects.toThrow('give that authority with --ca FILE')
    expect(await connected({ url }, { ca }).all('spaces')).toHaveLength(1)
    expect(new Set(proxy.asked)).toEqual(new Set([url.replace('https://', '')]))
  })

  test('lists are read page by page', async () => {
    const server = await runningServer()
    for (let i = 1; i <= 250; i++)
      server.defaultSpace.documents.Environments.set(`e${i}`, { Id: `e${i}`, Name: `Environment ${i}` })
    const octopus = connected(server)
    expect(await octopus.all(environments)).toHaveLength(250)
    expect(octopus.requests).toBe(3)
  })
})
