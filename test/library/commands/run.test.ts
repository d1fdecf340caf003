import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/simulators/iis/seeded-random.js'
import type { RunOnMachine } from '../../../src/simulators/octopus-server/ad-hoc-task.js'
import type { OctopusServer } from '../../../src/simulators/octopus-server/octopus-server.js'
import { runOnTentacles } from '../../../src/simulators/octopus-server/run-on-tentacle.js'
import { Tentacle } from '../../../src/simulators/tentacle/tentacle.js'
import { answering } from '../../http/answering.js'
import { temporaryFolder } from '../../machine/temporary-folder.js'
import { ask, runningServer } from '../../simulators/octopus-server/running-server.js'
import { run } from './command-line.js'

const set = (values: Record<string, string>) =>
  Object.entries(values).flatMap(([name, value]) => ['--set', `${name}=${value}`])
const rest = { 'BG.Urls': '/', 'BG.FrontDoor': 'http://shop.example', 'BG.Release': '1.0.0' }
const address = set({ 'BG.Address': 'http://127.0.0.1:1', ...rest })

/** A space with three targets, of which two are web servers, and the templates. */
async function withTargets(runOnMachine: RunOnMachine): Promise<OctopusServer> {
  const server = await runningServer({ runOnMachine })
  await ask(server, 'POST', 'Spaces-1/environments', { Name: 'Production' })
  for (const Name of ['web-1', 'web-2'])
    await ask(server, 'POST', 'Spaces-1/machines', {
      Name,
      Roles: ['web'],
      EnvironmentIds: ['Environments-1'],
      HealthStatus: 'Healthy',
      ShellName: 'Bash',
    })
  await ask(server, 'POST', 'Spaces-1/machines', { Name: 'db-1', Roles: ['db'], EnvironmentIds: [] })
  expect(await run(['import', '--yes'], server)).toMatchObject({ exitCode: 0 })
  server.log.clear()
  return server
}

const saying =
  (...lines: string[]): RunOnMachine =>
  async ({ machine }) => ({ succeeded: machine.Name !== 'web-2', log: lines.map((text) => ({ level: 'Info', text })) })

describe('run', () => {
  test('runs the very template on the machines of a role, through a Tentacle, and shows log and outputs', async () => {
    const port = await answering((_, response) => response.end('fine'))
    const folder = await temporaryFolder()
    const server = await withTargets(
      runOnTentacles(
        (name) => new Tentacle({ name, folder: path.join(folder, name), path: [path.dirname(process.execPath)] }, {}),
      ),
    )
    const given = set({ 'BG.Address': `http://127.0.0.1:${port}`, ...rest })
    const { exitCode, stdout, stderr } = await run(['run', 'warm-up-bash', '--role', 'web', ...given], server)
    expect({
      exitCode,
      stderr: stderr.includes('Running "Blue-Green - Warm Up (Bash)" (version 0) on web-1, web-2'),
    }).toEqual({ exitCode: 0, stderr: true })
    expect(stdout).toMatch(/^web-1 \| \/ is warm after \d+ requests$/m)
    const [head, ...rows] = stdout.slice(stdout.indexOf('machine ')).split('\n')
    expect(head).toMatch(/^machine +result +\w+/)
    expect(rows[0]).toMatch(/^web-1 +success +\S+/)
    expect(rows[1]).toMatch(/^web-2 +success +\S+/)
  })

  test('ends with 1 when it failed somewhere, and tells where; what a machine prints cannot steer the terminal', async () => {
    const server = await withTargets(saying('a \u001b[2Jline', 'Outputs: {"Port":"18081"}'))
    const { exitCode, stdout } = await run(['run', 'warm-up', '--role', 'web', ...address], server)
    expect(exitCode).toBe(1)
    expect(stdout).toContain('web-1 | a ?[2Jline')
    expect(stdout).toMatch(/web-1 +success +18081\nweb-2 +failed +18081/)
  })

  test('saves artifacts under names that stay in the folder', async () => {
    const server = await withTargets(async () => ({
      succeeded: true,
      log: [],
      artifacts: [{ name: '../../etc/status.json', content: Buffer.from('{}') }],
    }))
    const folder = path.join(await temporaryFolder(), 'out')
    expect(
      await run(['run', 'warm-up', '--machine', 'web-1', ...address, '--artifacts', folder], server),
    ).toMatchObject({ exitCode: 0 })
    expect(readdirSync(folder)).toEqual(['Artifacts-1-status.json'])
    expect(readFileSync(path.join(folder, 'Artifacts-1-status.json'), 'utf8')).toBe('{}')
  })

  test('refuses before anything runs: missing and unknown parameters, no machines, nobody to ask about a change', async () => {
    const server = await withTargets(saying())
    const missing = await run(['run', 'warm-up', '--role', 'web', '--set', 'BG.Adress=x'], server)
    expect(missing).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('no parameter BG.Adress. Did you mean BG.Address?'),
    })
    expect(missing.stderr).toContain('BG.Urls (')
    expect(await run(['run', 'warm-up', ...address], server)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Which machines?'),
    })
    const changing = ['run', 'delete-previous', '--role', 'web', '--set', 'BG.Application=A', '--set', 'BG.Root=/r']
    expect(await run(changing, server)).toMatchObject({ exitCode: 2 })
    const unknown = await run(['run', 'warm-up', '--role', 'wep', ...address], server)
    expect(unknown).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('There is no target role "wep"') })
    expect(unknown.stderr).toContain('Did you mean "web"')
    expect(server.log.writes).toEqual([])
  })

  test('a template that is not in the library is told, with the command that brings it', async () => {
    const server = await runningServer()
    const { exitCode, stderr } = await run(['run', 'warm-up', '--role', 'web', ...address], server)
    expect({ exitCode, told: stderr.includes('Bring it there first: import') }).toEqual({ exitCode: 1, told: true })
  })

  test('says that the task goes on when the time of the command is over', async () => {
    const server = await withTargets(() => new Promise(() => {}))
    const { exitCode, stderr } = await run(['run', 'warm-up', '--role', 'web', ...address, '--deadline', '2s'], server)
    expect({
      exitCode,
      told: stderr.includes('The task ServerTasks-1 has not ended (Executing). It goes on in Octopus.'),
    }).toEqual({ exitCode: 1, told: true })
  })

  test('starts one task, however many answers are lost', async () => {
    let runs = 0
    const server = await withTargets(async () => {
      runs++
      return { succeeded: true, log: [] }
    })
    server.faults.when((method, path) => method === 'POST' && path.endsWith('/tasks'), 'dropped-after', 1)
    server.faults.rate({ percent: 20, random: seededRandom(5) })
    expect(await run(['run', 'warm-up', '--role', 'web', ...address], server)).toMatchObject({ exitCode: 0 })
    expect(server.defaultSpace.tasks.size).toBe(1)
    expect(runs).toBe(2)
  })
})

describe('doctor', () => {
  const node =
    (version: string): RunOnMachine =>
    async () => ({ succeeded: true, log: [{ level: 'Info', text: `Node: ${version}` }] })

  test('says what is ready, Node on each machine included', async () => {
    const folder = await temporaryFolder()
    const machine = (name: string) => ({
      name,
      folder: path.join(folder, name),
      path: [path.dirname(process.execPath)],
    })
    const server = await withTargets(runOnTentacles((name) => new Tentacle(machine(name), {})))
    const { exitCode, stdout } = await run(['doctor', '--role', 'web', '--environment', 'production'], server)
    expect(exitCode).toBe(0)
    for (const text of [
      'Octopus 2026.3.1',
      'enough for import, upgrade, run',
      '2 machines: web-1, web-2',
      `Node on web-1: ${process.version}`,
      'Ready.',
    ])
      expect(stdout).toContain(text)
  })

  test('finds what is missing: permissions by command, templates, machines that are unwell, an old Node', async () => {
    const server = await withTargets(node('v18.1.0'))
    server.keys.add('API-FEW', 'few', [
      'ActionTemplateView',
      'MachineView',
      'TaskView',
      'TaskCreate',
      'EnvironmentView',
    ])
    await ask(server, 'PUT', 'Spaces-1/machines/Machines-1', { HealthStatus: 'Unavailable' })
    await ask(server, 'DELETE', 'Spaces-1/actiontemplates/ActionTemplates-1')
    const { exitCode, stdout } = await run(['doctor', '--role', 'web', '--json'], {
      url: server.url,
      environment: { OCTOPUS_API_KEY: 'API-FEW' },
    })
    expect(exitCode).toBe(1)
    const { findings } = JSON.parse(stdout) as { findings: { what: string; state: string; says: string }[] }
    const says = (what: string) => findings.find((finding) => finding.what === what)
    expect(says('permissions: import')).toMatchObject({
      state: 'problem',
      says: expect.stringContaining('ActionTemplateCreate, ActionTemplateEdit'),
    })
    expect(says('permissions')).toMatchObject({ says: 'enough for run' })
    expect(says('feeds')).toMatchObject({ state: 'problem', says: expect.stringContaining('FeedView') })
    expect(says('templates')).toMatchObject({
      state: 'warning',
      says: 'not in the library: Blue-Green - Calculate Port',
    })
    expect(says('machine web-1')).toMatchObject({ state: 'warning', says: 'its health is Unavailable' })
    expect(says('Node on web-2')).toMatchObject({ state: 'problem', says: 'Node v18.1.0 is older than 20' })
  })

  test('runs nothing on the machines with --no-task', async () => {
    const server = await withTargets(node('none'))
    expect(await run(['doctor', '--role', 'web', '--no-task'], server)).toMatchObject({ exitCode: 0 })
    expect(server.log.writes).toEqual([])
    expect(await run(['doctor', '--role', 'web'], server)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('Node was not found'),
    })
  })
})
