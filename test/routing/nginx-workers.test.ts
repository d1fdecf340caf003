import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { processesScript, stillRunning, workersOf } from '../../src/routing/nginx-workers.js'
import { logLines } from '../machine/log-lines.js'
import { powershellFaults } from '../templates/fixtures/powershell-faults.js'

const deadline = { timeout: 10_000, interval: 20 }

test('what asks Windows for its processes is Windows PowerShell 5.1, without double quotes, which a command line would lose', () => {
  const script = processesScript("Name='nginx.exe' and ParentProcessId=7")
  expect(powershellFaults(script)).toEqual([])
  expect(script).not.toContain('"')
  expect(script).toContain("-Filter 'Name=''nginx.exe'' and ParentProcessId=7'")
})

test('the workers of a process are its children, until they have ended', async () => {
  const log = logLines()
  const child = spawn('sleep', ['60'])
  const seen = await workersOf(log, process.pid)
  const worker = seen.filter(({ pid }) => pid === child.pid)
  expect(worker).toEqual([{ pid: child.pid, startedAt: expect.stringMatching(/^\d+$/) }])
  expect(await stillRunning(log, worker)).toEqual(worker)
  expect(await stillRunning(log, [{ pid: process.pid, startedAt: '1' }])).toEqual([])
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await stillRunning(log, worker)).toEqual([])
  expect((await workersOf(log, process.pid)).map(({ pid }) => pid)).not.toContain(child.pid)
})

test('a worker that has ended is gone, also before its parent has noticed', async () => {
  const log = logLines()
  // What bash becomes knows nothing of the child.
  const parent = spawn('bash', ['-c', 'sleep 60 & exec sleep 61'])
  onTestFinished(() => void parent.kill('SIGKILL'))
  const commandOfParent = () => readFile(`/proc/${parent.pid}/cmdline`, 'utf8')
  await vi.waitFor(async () => expect(await commandOfParent()).toMatch(/^sleep/), deadline)
  const children = () => workersOf(log, parent.pid ?? 0)
  const [worker] = await vi.waitFor(async () => {
    const found = await children()
    expect(found).toHaveLength(1)
    return found
  }, deadline)
  const pid = worker?.pid ?? 0
  process.kill(pid, 'SIGKILL')
  await vi.waitFor(async () => expect(await readFile(`/proc/${pid}/stat`, 'utf8')).toContain(' Z '), deadline)
  expect(await children()).toEqual([])
  expect(await stillRunning(log, worker ? [worker] : [])).toEqual([])
})
