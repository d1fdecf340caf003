import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { bash, temporaryFolder, tentacle, until } from './fixtures.js'

/** A child, a grandchild in a session of its own, and one whose parent has gone; each writes its pid. */
const family = (folder: string) => `
sleep 600 & echo $! > ${folder}/child
(setsid sleep 600 & echo $! > ${folder}/grandchild; wait) &
(sleep 600 & echo $! > ${folder}/orphan)
bash -c 'trap "" TERM INT; echo $$ > ${folder}/stubborn; sleep 600; echo never'
`
const members = ['child', 'grandchild', 'orphan', 'stubborn']

const alive = (folder: string, member: string) => {
  const pid = readFileSync(path.join(folder, member), 'utf8').trim()
  return existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}
const allStarted = (folder: string) => () =>
  members.every(
    (member) => existsSync(path.join(folder, member)) && readFileSync(path.join(folder, member), 'utf8') !== '',
  )
const noneLeft = (folder: string) => () => members.every((member) => !alive(folder, member))

describe.concurrent('killing', () => {
  test('a cancel kills the whole tree at once and tries nothing again', async () => {
    const folder = await temporaryFolder()
    const machine = await tentacle()
    const controller = new AbortController()
    const running = machine.run({
      stepName: 'S',
      template: bash(family(folder)),
      parameters: {},
      retries: 3,
      signal: controller.signal,
    })
    await until('all started', allStarted(folder))
    expect(members.filter((member) => alive(folder, member))).toEqual(members)
    controller.abort()
    const result = await running
    expect(result).toMatchObject({ exitCode: -43, killed: true, succeeded: false, attempts: 1 })
    await until('all gone', noneLeft(folder))
  })

  test('a time-out does the same, for each attempt', async () => {
    const folder = await temporaryFolder()
    const machine = await tentacle()
    const action = { stepName: 'S', template: bash(family(folder)), parameters: {}, timeoutMs: 400, retries: 1 }
    const result = await machine.run(action)
    expect(result).toMatchObject({ exitCode: -44, killed: true, succeeded: false, attempts: 2 })
    await until('all gone', noneLeft(folder))
  })

  test('somebody else’s kill is a failure that can be tried again', async () => {
    const machine = await tentacle()
    const result = await machine.run({ stepName: 'S', template: bash('kill -9 $$'), parameters: {}, retries: 1 })
    expect(result).toMatchObject({ exitCode: 137, killed: false, attempts: 2 })
  })

  test('an action that waits for its turn can be cancelled, and lets the next one through', async () => {
    const folder = await temporaryFolder()
    const machine = await tentacle()
    const go = path.join(folder, 'go')
    const first = machine.run({
      stepName: 'First',
      template: bash(`while [ ! -e ${go} ]; do sleep 0.02; done`),
      parameters: {},
    })
    const cancelled = machine.run({
      stepName: 'Second',
      template: bash(`touch ${folder}/ran`),
      parameters: {},
      signal: AbortSignal.timeout(100),
    })
    expect(await cancelled).toMatchObject({ killed: true, exitCode: -43 })
    const third = machine.run({ stepName: 'Third', template: bash('echo'), parameters: {} })
    const bypass = { OctopusBypassDeploymentMutex: 'True' }
    await machine.run({ stepName: 'Go', template: bash(`touch ${go}`, bypass), parameters: {} })
    expect((await first).succeeded).toBe(true)
    expect((await third).succeeded).toBe(true)
    expect(existsSync(path.join(folder, 'ran'))).toBe(false)
  })

  test('a process that escaped with the output in its hands does not hold the end up for long', async () => {
    const folder = await temporaryFolder()
    const machine = await tentacle()
    const escaping = `(setsid bash -c 'echo $$ > ${folder}/pid; exec sleep 600' &); exit 0`
    const result = await machine.run({ stepName: 'S', template: bash(escaping), parameters: {}, timeoutMs: 300 })
    expect(result).toMatchObject({ exitCode: -44, killed: true })
    expect(result.ms).toBeLessThan(5_000)
    process.kill(Number(readFileSync(path.join(folder, 'pid'), 'utf8')), 'SIGKILL')
  })
})
