import { execFile } from 'node:child_process'
import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Deployment, logOf, MachineUnderTest } from './machine-under-test.js'
import { home, writeApplication } from './own-application.js'
import { ask, PollingClient, problemsIn } from './polling-client.js'

const run = promisify(execFile)

let machine: MachineUnderTest
let next: Deployment
beforeAll(async () => {
  machine = await MachineUnderTest.start()
  await machine.startNginx(undefined, 'nginx-reload')
  await machine.goLive('1.0.0')
  next = machine.deployment('1.1.0')
  await next.succeed('calculate-port')
  await next.deploy(await machine.package('1.1.0'))
}, 60_000)
afterAll(() => machine.dispose())

const upstreamFile = () => path.join(machine.root, 'MyApp', 'router', 'upstream.conf')
const other = () => path.join(path.dirname(machine.nginxFiles.snippet), 'other.conf')
const master = async () => Number(await readFile(machine.nginxFiles.pid, 'utf8'))
const workers = async () => {
  const pid = await master()
  return (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ')
}

/** A switch that has to fail and to leave everything as it was. @returns its message */
async function failsHarmlessly(): Promise<string> {
  const file = await readFile(upstreamFile(), 'utf8')
  const client = new PollingClient(machine.frontPort, { retries: true })
  const message = await next.fail('switch-nginx-bash')
  const seen = await client.stop()
  expect(problemsIn(seen)).toEqual([])
  expect(new Set(seen.map(({ release }) => release))).toEqual(new Set(['1.0.0']))
  expect(await readFile(upstreamFile(), 'utf8')).toBe(file)
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Started')
  return message
}

test('a configuration that somebody else has broken is noticed before anything is touched', async () => {
  const before = await workers()
  await writeFile(other(), 'no_such_directive on;\n')
  try {
    expect(await failsHarmlessly()).toMatch(
      /^NGINX refuses its configuration as it is, before anything of it was changed .*unknown directive "no_such_directive".*other\.conf:1\. The router was not touched\./,
    )
  } finally {
    await rm(other())
  }
  expect(await workers()).toEqual(before)
})

test('a configuration that is broken while the switch is at it: the upstream file is put back, nothing is reloaded', async () => {
  const before = await workers()
  const marker = path.join(machine.root, 'MyApp', 'blue-green.json')
  const good = await readFile(marker, 'utf8')
  const program = path.join(machine.folder, 'nginx-and-somebody-else')
  await writeFile(
    program,
    `#!/bin/sh\ncase " $* " in *" -t "*) echo 'no_such_directive on;' > '${other()}';; esac\nexec /usr/sbin/nginx "$@"\n`,
  )
  await chmod(program, 0o755)
  const { router, ...rest } = JSON.parse(good)
  await writeFile(marker, JSON.stringify({ ...rest, router: { ...router, nginx: program } }))
  try {
    expect(await failsHarmlessly()).toMatch(
      /^NGINX refuses its configuration \(exit code 1\): .*no_such_directive.* names \d+ again, and that is what NGINX serves\./,
    )
  } finally {
    await rm(other())
    await writeFile(marker, good)
  }
  expect(await workers()).toEqual(before)
})

test('a port that is taken, of which the test and the reload of NGINX say nothing, is noticed and told', async () => {
  const before = await workers()
  const holder: Server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => holder.once('listening', resolve))
  const { port } = holder.address() as { port: number }
  await writeFile(other(), `server { listen 127.0.0.1:${port}; }\n`)
  try {
    const { stderr } = await run('/usr/sbin/nginx', ['-c', machine.nginxFiles.mainConf, '-t'])
    expect(stderr).toContain('test is successful')
    const message = await failsHarmlessly()
    expect(message).toMatch(/^NGINX was told to reload and did not take its new configuration: bind\(\) to /)
    expect(message).toContain(`127.0.0.1:${port} failed (98: Address already in use)`)
    expect(message).toMatch(/names \d+ again, and that is what NGINX serves\./)
  } finally {
    await rm(other())
    holder.close()
  }
  expect(await workers()).toEqual(before)
})

test('What If changes nothing, and Status tells of a file that a killed switch has left, and believes NGINX', async () => {
  const before = await machine.everything({ claim: false })
  await next.succeed('switch-nginx-bash', { 'BG.WhatIf': 'True' })
  expect(await machine.everything({ claim: false })).toEqual(before)

  const [live, idle] = [(await machine.marker()).slots['MyApp-1.0.0']?.port, await idlePort()]
  const file = await readFile(upstreamFile(), 'utf8')
  await writeFile(upstreamFile(), file.replaceAll(String(live), String(idle)))
  const killed = await machine.everything({ claim: false })
  const status = await next.succeed('status')
  expect(status.outputs).toMatchObject({ LiveSlot: 'MyApp-1.0.0', LivePort: `${live}` })
  const said = `upstream.conf names ${idle}, and NGINX has loaded ${live}: a switch was killed, or somebody changed the file`
  expect(logOf(status)).toContain(said)
  await next.succeed('switch-nginx-bash', { 'BG.WhatIf': 'True' })
  expect(await machine.everything({ claim: false })).toEqual(killed)

  const calculated = await next.succeed('calculate-port')
  expect(calculated.outputs).toMatchObject({ Port: `${idle}`, LivePort: `${live}` })
  expect(logOf(calculated)).toContain(said)
  expect(await readFile(upstreamFile(), 'utf8')).toBe(file)
})

const idlePort = async () => (await machine.marker()).slots['MyApp-1.1.0']?.port

test('a new slot that gives no answer through NGINX: the file is put back, NGINX reloaded, and the old slot proven', async () => {
  const dead = machine.deployment('6.6.6', { 'BlueGreen.Ports': `${machine.ports[1]},${machine.ports[0]}` })
  const source = await writeApplication(
    path.join(machine.folder, 'dead'),
    `if (request.headers['x-forwarded-for']) return request.socket.destroy(); ${home('6.6.6')}`,
  )
  await dead.succeed('calculate-port')
  await dead.succeed('deploy-to-slot', { 'BG.Source': source })
  expect(await dead.fail('switch-nginx-bash')).toMatch(
    /^MyApp-6\.6\.6 was not proven .*: 5 answers in a row: the status was 502 .*\. MyApp-1\.0\.0 is live again, and proven\./,
  )
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0' })
  expect(await readFile(upstreamFile(), 'utf8')).toContain(
    `127.0.0.1:${(await machine.marker()).slots['MyApp-1.0.0']?.port};`,
  )
})

test('the previous slot is not stopped while an old worker lives: a connection may have been opened and not used yet', async () => {
  next = machine.deployment('1.1.0')
  await next.succeed('calculate-port')
  await next.deploy(await machine.package('1.1.0'))
  const socket = connect(machine.frontPort, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nConnection: close\r\n')
  await expect.poll(() => socket.bytesWritten).toBeGreaterThan(0)
  // Its first bytes are at a worker when a later request has been answered by it.
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0' })

  expect(await next.fail('switch-nginx-bash', { 'BG.DrainLimit': '1s' })).toMatch(
    /^1 old worker of NGINX still serves requests that began before the switch, after 1 s; they may be MyApp-1\.0\.0's\. The new slot is live and proven; MyApp-1\.0\.0 keeps running/,
  )
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Started')
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.1.0' })
  const again = await next.succeed('switch-nginx-bash', { 'BG.DrainLimit': '1s', 'BG.AtDrainLimit': 'leave-running' })
  expect(logOf(again)).toContain('MyApp-1.0.0 keeps running, as BG.AtDrainLimit says.')
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Started')

  socket.write('Host: www.example.com\r\n\r\n')
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 [\s\S]*x-release: 1\.0\.0/i)
  const pids = await workers()
  await next.succeed('switch-nginx-bash')
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Stopped')
  expect(pids, 'run again, the switch reloads nothing').toEqual(expect.arrayContaining(await workers()))
})

test('an NGINX whose master is dead is noticed, and what its workers serve is left alone', async () => {
  const last = machine.deployment('1.2.0')
  await last.succeed('calculate-port')
  await last.deploy(await machine.package('1.2.0'))
  const [pid, orphans] = [await master(), await workers()]
  const file = await readFile(upstreamFile(), 'utf8')
  process.kill(pid, 'SIGKILL')
  try {
    expect(await last.fail('switch-nginx-bash')).toBe(
      `NGINX does not run: no process belongs to its pid file ${machine.nginxFiles.pid}. The router was not touched. Start NGINX; it comes up with what was live. Then run this step again.`,
    )
    expect(await readFile(upstreamFile(), 'utf8')).toBe(file)
    expect(await ask(machine.frontPort)).toMatchObject({ release: '1.1.0' })
  } finally {
    for (const orphan of orphans) process.kill(Number(orphan), 'SIGKILL')
  }
  await expect.poll(() => ask(machine.frontPort)).toMatchObject({ problem: expect.stringContaining('ECONNREFUSED') })
  expect((await last.succeed('status')).outputs).toMatchObject({ LiveSlot: 'MyApp-1.1.0' })

  await machine.startNginx(undefined, 'nginx-reload')
  expect((await last.switch()).outputs).toMatchObject({ LiveSlot: 'MyApp-1.2.0', PreviousSlot: 'MyApp-1.1.0' })
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.2.0' })
})
