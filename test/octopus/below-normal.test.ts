import { existsSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { constants } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runningPrograms } from '../steps/fixtures/machine-state.js'
import { MachineUnderTest } from '../steps/machine-under-test.js'

const { PRIORITY_BELOW_NORMAL, PRIORITY_NORMAL } = constants.priority

let machine: MachineUnderTest
beforeEach(async () => {
  machine = await MachineUnderTest.start()
})
afterEach(() => machine.dispose())

/** The field `nice`; none of a process that has ended. @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function niceOf(pid: string): number[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return [Number(stat.replace(/^.*\) /s, '').split(' ')[16])]
  } catch {
    return [] // gone since the processes were listed
  }
}

/** How the step and its programs are served by the system at this moment. */
const now = () => runningPrograms(machine).flatMap((program) => niceOf(program.replace(/ .*/s, '')))

test('a step that changes something, and what it starts, work below normal priority; one that measures does not', async () => {
  const seen = new Set<number>()
  const run = machine.host.run.bind(machine.host)
  machine.host.run = (call) => {
    for (const nice of now()) seen.add(nice)
    return run(call)
  }
  await machine.deployment('1.0.0').prepare()
  expect([...seen]).toEqual([PRIORITY_BELOW_NORMAL])
  machine.host.run = run

  const measured = new Set<number>()
  const server = createServer((_request, response) => {
    for (const nice of now()) measured.add(nice)
    response.setHeader('X-Release', '1.0.0').end('ok')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const step of ['warm-up', 'warm-up-bash'])
    await machine
      .deployment('1.0.0')
      .succeed(step, { 'BG.Address': address, 'BG.Urls': '/', 'BG.InARow': '1', 'BG.Latency': '10s' })
  server.close()
  expect([...measured]).toEqual([PRIORITY_NORMAL])
})

/** In place of openssl, which looks variables up: notes how it is served, and is openssl. */
const noting = (file: string) => `#!/bin/bash
IFS= read -r stat < /proc/$$/stat
fields=(\${stat##*) })
printf '%s\\n' "\${fields[16]}" >> '${file}'
exec /usr/bin/openssl "$@"
`

test('in Bash it begins with the first line, before Octopus’s look-up of variables', async () => {
  await machine.startNginx()
  const file = path.join(machine.folder, 'nice.txt')
  await writeFile(path.join(machine.host.binFolder, 'openssl'), noting(file), { mode: 0o755 })
  await machine.deployment('1.0.0', {}, { bashVariables: 'lookup' }).prepare()
  const seen = (await readFile(file, 'utf8')).trim().split('\n').map(Number)
  const first = seen.indexOf(PRIORITY_BELOW_NORMAL)
  expect(new Set(seen.slice(0, first))).toEqual(new Set([PRIORITY_NORMAL])) // Octopus's own bootstrap
  expect(new Set(seen.slice(first))).toEqual(new Set([PRIORITY_BELOW_NORMAL]))
  expect(seen.length - first).toBeGreaterThan(20)
})

/** In place of a program: notes how the session of one process is served, and is that program. */
const notingSession = (pid: '$$' | '$PPID', program: string, file: string) => `#!/bin/bash
cat "/proc/${pid}/autogroup" >> '${file}' 2> /dev/null
exec ${program} "$@"
`

/** @see https://man7.org/linux/man-pages/man7/sched.7.html (autogroup) */
test('Linux compares the nice values of one session only: the session of the step steps back as a whole', async () => {
  const mine = '/proc/self/autogroup'
  const grouped = existsSync(mine) // else nice values are compared as they are
  const before = grouped && readFileSync(mine, 'utf8')
  const file = path.join(machine.folder, 'sessions.txt')
  const noting = async (name: string, pid: '$$' | '$PPID', program: string): Promise<string> => {
    const started = path.join(machine.folder, `noting-${name}`)
    await writeFile(started, notingSession(pid, program, file), { mode: 0o755 })
    return started
  }
  await machine.startNginx()
  await machine.deployment('1.0.0').prepare({
    'BG.NodePath': await noting('node', '$$', process.execPath), // from its start, which costs as much as the step itself
    'BG.NginxProgram': await noting('nginx', '$PPID', 'nginx'),
  })

  const seen = grouped ? (await readFile(file, 'utf8')).trim().split('\n') : ['Node’s nice 10', 'NGINX’s nice 10']
  expect(seen.length).toBeGreaterThan(1)
  for (const session of seen) expect(session).toMatch(/ nice 10$/)
  expect(grouped && readFileSync(mine, 'utf8')).toBe(before)
})
