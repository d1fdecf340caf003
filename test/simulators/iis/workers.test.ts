import { writeFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freePort } from '../../free-port.js'
import {
  get,
  heldRequest,
  isAlive,
  machine,
  siteWithApplication,
  succeed,
  until,
  workerPids,
} from './simulated-machine.js'

const stateOf = async (appcmd: Awaited<ReturnType<typeof machine>>['appcmd'], pool: string) =>
  (await succeed(appcmd(['list', 'apppool', pool, '/text:state']))).trim()

test.concurrent('starts an OnDemand worker with the first request, with the variables of its pool', async (context) => {
  const at = await machine(context)
  const site = await siteWithApplication(at, 'A', ["/+environmentVariables.[name='NAME',value='one']"])
  expect(await workerPids(at.appcmd, 'A')).toEqual([])
  const answer = await get(site.port)
  expect(answer.status).toBe(200)
  expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2'])
  const { pid, ...seen } = JSON.parse(answer.body)
  expect(seen).toEqual({ name: 'one', pool: 'A', host: `127.0.0.1:${site.port}`, cwd: site.folder, args: [] })
  expect(await workerPids(at.appcmd, 'A')).toEqual([pid])
})

test.concurrent('starts an AlwaysRunning worker at once', async (context) => {
  const at = await machine(context)
  await siteWithApplication(at, 'A', ['/startMode:AlwaysRunning'])
  await until('a worker', async () => (await workerPids(at.appcmd, 'A')).length === 1)
})

test.concurrent('keeps requests waiting while the worker starts, and refuses what the queue does not hold', async (context) => {
  const at = await machine(context)
  const gate = join(at.root, 'gate')
  const variable = `/+environmentVariables.[name='START_FILE',value='${gate}']`
  const site = await siteWithApplication(at, 'A', [variable, '/queueLength:10'])
  const statuses: number[] = []
  const answers = Array.from({ length: 12 }, async () => statuses.push((await get(site.port)).status))
  await until('two refusals', () => statuses.length === 2)
  const counter = '\\HTTP Service Request Queues(A)\\CurrentQueueSize'
  expect((await at.host.run({ program: 'typeperf', args: [counter, '-sc', '1'], stdin: '' })).stdout).toContain(
    '"10.000000"',
  )
  writeFileSync(gate, '')
  await Promise.all(answers)
  expect(statuses).toEqual([503, 503, ...Array(10).fill(200)])
})

test.concurrent('starts what web.config names, with its port as a variable of the arguments', async (context) => {
  const at = await machine(context, { startCommand: undefined as unknown as string })
  const site = await siteWithApplication(at, 'A')
  writeFileSync(
    join(site.folder, 'web.config'),
    `<configuration><location path="." inheritInChildApplications="false"><system.webServer>
       <aspNetCore processPath="node" arguments='server.js "a b" %ASPNETCORE_PORT%'>
         <environmentVariables><environmentVariable name="NAME" value="config" /></environmentVariables>
       </aspNetCore></system.webServer></location></configuration>`,
  )
  const seen = JSON.parse((await get(site.port)).body)
  expect(seen).toMatchObject({ name: 'config', args: ['a b', expect.stringMatching(/^\d+$/)] })
})

test.concurrent('a stopped pool answers 503, lets running requests end, then ends its worker', async (context) => {
  const at = await machine(context)
  const site = await siteWithApplication(at, 'A')
  const { pid } = JSON.parse((await get(site.port)).body)
  const held = await heldRequest(at, site.port)
  await succeed(at.appcmd(['stop', 'apppool', 'A']))
  expect(await stateOf(at.appcmd, 'A')).toBe('Stopping')
  expect((await at.appcmd(['start', 'apppool', 'A'])).exitCode).toBe(1061)
  expect((await get(site.port)).status).toBe(503)
  expect(await workerPids(at.appcmd, 'A')).toEqual([pid])
  held.release()
  expect((await held.answer).body).toBe('first last')
  await until('the worker gone', async () => (await workerPids(at.appcmd, 'A')).length === 0)
  expect(await stateOf(at.appcmd, 'A')).toBe('Stopped')
  expect(isAlive(pid)).toBe(false)
  expect(await succeed(at.appcmd(['list', 'apppool', 'A', '/text:autoStart']))).toBe('true\r\n')
})

test.concurrent('kills the worker and cuts its requests at the shutdown limit', async (context) => {
  const at = await machine(context)
  const site = await siteWithApplication(at, 'A', ['/processModel.shutdownTimeLimit:00:00:01'])
  const { pid } = JSON.parse((await get(site.port)).body)
  const held = await heldRequest(at, site.port)
  const stopped = at.appcmd(['stop', 'apppool', 'A', '/wait'])
  expect((await at.appcmd(['list', 'site'])).exitCode).toBe(0) // others are not kept waiting
  await succeed(stopped)
  await expect(held.answer).rejects.toThrow()
  await until('the worker gone', async () => (await workerPids(at.appcmd, 'A')).length === 0)
  expect(isAlive(pid)).toBe(false)
})

test.concurrent('kills a worker that does not heed SIGTERM', async (context) => {
  const at = await machine(context)
  const variable = "/+environmentVariables.[name='IGNORE_SIGTERM',value='1']"
  const site = await siteWithApplication(at, 'A', ['/processModel.shutdownTimeLimit:00:00:01', variable])
  const { pid } = JSON.parse((await get(site.port)).body)
  await succeed(at.appcmd(['stop', 'apppool', 'A']))
  expect(await stateOf(at.appcmd, 'A')).toBe('Stopped')
  expect(await workerPids(at.appcmd, 'A')).toEqual([pid]) // stopped is not gone
  await until('the worker gone', async () => (await workerPids(at.appcmd, 'A')).length === 0)
})

test.concurrent('recycles with overlap: the new worker first, the old one drains', async (context) => {
  const at = await machine(context)
  const site = await siteWithApplication(at, 'A')
  const { pid } = JSON.parse((await get(site.port)).body)
  const held = await heldRequest(at, site.port)
  await succeed(at.appcmd(['recycle', 'apppool', 'A']))
  expect(JSON.parse((await get(site.port)).body).pid).not.toBe(pid)
  expect(await workerPids(at.appcmd, 'A')).toContain(pid)
  held.release()
  expect((await held.answer).body).toBe('first last')
  await until('the old worker gone', async () => !(await workerPids(at.appcmd, 'A')).includes(pid))
})

test.concurrent('a changed folder gets a new worker for new requests', async (context) => {
  const at = await machine(context)
  const site = await siteWithApplication(at, 'A')
  const other = await siteWithApplication(at, 'B')
  await get(site.port)
  await succeed(at.appcmd(['set', 'vdir', 'A/', `/physicalPath:${other.folder}`]))
  expect(JSON.parse((await get(site.port)).body).cwd).toBe(other.folder)
})

test.concurrent('restarts a crashed worker with the next request, and stops the pool after five crashes', async (context) => {
  const at = await machine(context)
  const site = await siteWithApplication(at, 'A')
  for (let crash = 1; crash <= 5; crash++) {
    expect((await get(site.port)).status).toBe(200)
    expect((await get(site.port, '/crash')).status).toBe(502)
    await until('the worker gone', async () => (await workerPids(at.appcmd, 'A')).length === 0)
  }
  expect(await stateOf(at.appcmd, 'A')).toBe('Stopped')
  expect((await get(site.port)).status).toBe(503)
})

test.concurrent('answers 502.5 when the application does not start', async (context) => {
  const at = await machine(context)
  const site = await siteWithApplication(at, 'A', ["/+environmentVariables.[name='FAIL_TO_START',value='1']"])
  const answer = await get(site.port)
  expect(answer.status).toBe(502)
  expect(answer.body).toContain('502.5')
})

test.concurrent('restarts workers on a commit when told so, but not those that disallow it', async (context) => {
  const at = await machine(context, { restartsWorkersOnCommit: true })
  const plain = await siteWithApplication(at, 'A')
  const careful = await siteWithApplication(at, 'B')
  const setting = '<handlerSetting name="disallowRotationOnConfigChange" value="true" />'
  writeFileSync(
    join(careful.folder, 'web.config'),
    `<configuration><system.webServer><aspNetCore processPath="node" arguments="server.js"><handlerSettings>${setting}</handlerSettings></aspNetCore></system.webServer></configuration>`,
  )
  const pids = async () => Promise.all([plain, careful].map(async ({ port }) => JSON.parse((await get(port)).body).pid))
  const before = await pids()
  await succeed(at.appcmd(['add', 'apppool', '/name:Other']))
  const after = await pids()
  expect(after[0]).not.toBe(before[0])
  expect(after[1]).toBe(before[1])
})

test.concurrent('shows active requests as a performance counter, idle connections not counted', async (context) => {
  const at = await machine(context)
  const site = await siteWithApplication(at, 'A')
  await get(site.port, '/', { agent: new Agent({ keepAlive: true }) })
  const [pid] = await workerPids(at.appcmd, 'A')
  const counters = [`\\W3SVC_W3WP(${pid}_A)\\Active Requests`, '\\HTTP Service Request Queues(A)\\CurrentQueueSize']
  const values = async () => {
    const { stdout } = await at.host.run({ program: 'typeperf', args: [...counters, '-sc', '1'], stdin: '' })
    return stdout.split('\r\n')[2]?.split(',').slice(1)
  }
  expect(await values()).toEqual(['"0.000000"', '"0.000000"'])
  const held = await heldRequest(at, site.port)
  expect(await values()).toEqual(['"1.000000"', '"0.000000"'])
  held.release()
  await held.answer
})

test.concurrent('a reboot brings back what starts by itself, and nothing else', async (context) => {
  const first = await machine(context)
  const kept = await siteWithApplication(first, 'Kept', ['/startMode:AlwaysRunning'])
  const retired = await siteWithApplication(first, 'Retired', ['/startMode:AlwaysRunning'])
  const [pid = 0] = await until('workers', async () => {
    const pids = await workerPids(first.appcmd, 'Kept')
    return pids.length > 0 ? pids : undefined
  })
  await succeed(first.appcmd(['set', 'site', 'Retired', '/serverAutoStart:false']))
  await succeed(first.appcmd(['set', 'apppool', 'Retired', '/autoStart:false']))
  await first.host.stop()
  expect(isAlive(pid)).toBe(false)
  await expect(get(kept.port)).rejects.toThrow('ECONNREFUSED')

  const second = await machine(context, { folder: first.folder })
  expect((await get(kept.port)).status).toBe(200)
  await expect(get(retired.port)).rejects.toThrow('ECONNREFUSED')
  expect(await stateOf(second.appcmd, 'Retired')).toBe('Stopped')
  expect(await succeed(second.program('appcmd', ['list', 'site', 'Kept', '/text:state']))).toBe('Started\r\n')
})

test.concurrent('deleting a running site and its pool ends both, and the id is given again', async (context) => {
  const at = await machine(context)
  const site = await siteWithApplication(at, 'A')
  const { pid } = JSON.parse((await get(site.port)).body)
  await succeed(at.appcmd(['delete', 'site', 'A']))
  await succeed(at.appcmd(['delete', 'apppool', 'A']))
  await expect(get(site.port)).rejects.toThrow('ECONNREFUSED')
  await until('the worker gone', () => !isAlive(pid))
  await succeed(at.appcmd(['add', 'site', '/name:B', `/bindings:http/*:${await freePort()}:`]))
  expect(await succeed(at.appcmd(['list', 'site', 'B', '/text:id']))).toBe('1\r\n')
})
