import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { processesScript, stillRunning, workersOf } from '../../src/routing/nginx-workers.js'
import { logLines } from '../machine/log-lines.js'
import { powershellFaults } from '../templates/fixtures/powershell-faults.js'

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
