import { access, writeFile } from 'node:fs/promises'

import { createServer, type Server, type ServerResponse } from 'node:http'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MachineUnderTest } from './machine-under-test.js'
import { ask } from './polling-client.js'

let machine: MachineUnderTest
beforeEach(async () => {
  machine = await MachineUnderTest.start()
  await machine.startNginx()
})
afterEach(async () => {
  for (const service of services.splice(0)) service.stop()
  await machine.dispose()
})

const services: Service[] = []

/** A release that is no web site of IIS: something else starts and stops it. */
class Service {
  /** What it does with requests that come through a router. */
  behind: 'answers' | 'hangs' | 'fails' = 'answers'
  readonly #server: Server

  private constructor(release: string) {
    this.#server = createServer((request, response) => {
      response.setHeader('X-Release', release)
      if (request.headers['x-forwarded-for']) this.#behindRouter(response)
      else response.end()
    })
    services.push(this)
  }

  static async start(release: string, port: number): Promise<Service> {
    const service = new Service(release)
    await new Promise<void>((resolve) => service.#server.listen(port, '127.0.0.1', resolve))
    return service
  }

  #behindRouter(response: ServerResponse): void {
    if (this.behind === 'hangs') return
    response.writeHead(this.behind === 'fails' ? 500 : 200).end()
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

const to = (port: number) => ({ 'BG.Port': `${port}`, 'BG.Slot': '', 'BG.DrainInterval': '50ms' })

/** 1.0.0 is live on the second port, where NGINX needs the flag, and 1.1.0 is there. */
async function twoServices() {
  const [first, second] = machine.ports
  const old = await Service.start('1.0.0', second)
  const deployment = machine.deployment('1.0.0')
  await deployment.prepare()
  await deployment.succeed('switch-nginx-bash', to(second))
  return { old, next: machine.deployment('1.1.0'), service: await Service.start('1.1.0', first), first, second }
}

/** A switch to the first port that is killed between the router and the end of the proof. */
async function killedInTheProof({ next, service, first }: Awaited<ReturnType<typeof twoServices>>): Promise<void> {
  service.behind = 'hangs'
  const cancelled = new AbortController()
  const switching = next.run('switch-nginx-bash', to(first), { signal: cancelled.signal })
  const flag = path.join(machine.root, 'MyApp', 'router', 'green.flag')
  const isThere = () =>
    access(flag).then(
      () => true,
      () => false,
    )
  await expect.poll(isThere, { timeout: 20_000 }).toBe(false)
  cancelled.abort()
  expect((await switching).killed).toBe(true)
}

test('a service that is not proven is left for the one before, which is proven', async () => {
  const { next, service, first, second } = await twoServices()
  service.behind = 'fails'
  expect(await next.fail('switch-nginx-bash', to(first))).toMatch(
    new RegExp(
      `^Port ${first} was not proven .*: the status was 500 .* Port ${second} is live again, and proven\\. Port ${first} still runs, without requests\\.`,
    ),
  )
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0', port: `${second}` })
  expect((await machine.journal()).at(-1)).toMatchObject({ kind: 'switched-back', port: second })
})

test('a switch that was killed and is run again goes back to the service before as well', async () => {
  const services = await twoServices()
  const { next, service, first, second } = services
  await killedInTheProof(services)
  service.behind = 'fails'
  expect(await next.fail('switch-nginx-bash', to(first))).toContain(`Port ${second} is live again, and proven.`)
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0', port: `${second}` })

  service.behind = 'answers'
  const { outputs } = await next.succeed('switch-nginx-bash', to(first))
  expect(outputs).toMatchObject({ LivePort: `${first}`, PreviousPort: `${second}` })
})

test('a switch that was killed and is run again names the port of the service before', async () => {
  const services = await twoServices()
  const { next, service, first, second } = services
  await killedInTheProof(services)
  service.behind = 'answers'
  const { outputs } = await next.succeed('switch-nginx-bash', to(first))
  expect(outputs).toMatchObject({ LivePort: `${first}`, PreviousPort: `${second}`, SwitchedAt: '' })
})

test('a service before that has been stopped meanwhile is not gone back to', async () => {
  const services = await twoServices()
  const { old, next, service, first, second } = services
  await killedInTheProof(services)
  service.behind = 'fails'
  old.stop()
  expect(await next.fail('switch-nginx-bash', to(first))).toContain(
    `The router still points to it: nothing answers on port ${second}, to which it pointed before.`,
  )
  expect(await ask(machine.frontPort)).toMatchObject({ port: `${first}` })
})

test('the first service of all that is not proven leaves the router as it was, without a word of alarm', async () => {
  const [, second] = machine.ports
  const service = await Service.start('1.0.0', second)
  service.behind = 'fails'
  const deployment = machine.deployment('1.0.0')
  await deployment.prepare()
  const message = await deployment.fail('switch-nginx-bash', to(second))
  expect(message).toContain(`The router points to port ${machine.ports[0]} again, as before; nothing answers there.`)
  expect(message).not.toContain('Look at the front door at once')
})

test('a service that is live on another port than the one that was proven last is not taken for that one', async () => {
  const { next, service, first, second } = await twoServices()
  await next.succeed('switch-nginx-bash', to(first))
  // By hand, or by a backup: the router points to the second port again.
  const deployment = machine.deployment('1.2.0')
  await writeFile(path.join(machine.root, 'MyApp', 'router', 'green.flag'), '')
  service.behind = 'answers'
  await deployment.succeed('switch-nginx-bash', { ...to(second), 'BG.ReleaseHeader': '' })
  expect((await machine.journal()).at(-1)).toMatchObject({ kind: 'switched', port: second })
})
