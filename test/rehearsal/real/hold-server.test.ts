import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { buildCommandLine, processesOf } from '../fixtures/run-rehearsal.js'

let commandLine: Awaited<ReturnType<typeof buildCommandLine>>
let folder = ''
beforeAll(async () => {
  commandLine = await buildCommandLine()
})
afterAll(() => commandLine.remove())
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hold-server-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function hold(script: string) {
  const upFile = path.join(folder, 'server.pid')
  const child = spawn(
    process.execPath,
    [commandLine.file, 'hold-server', upFile, '--', 'bash', '-c', script, 'bash', upFile],
    { stdio: 'pipe' },
  )
  return { child, said: text(child.stdout), complaints: text(child.stderr), ended: once(child, 'exit') }
}

test('says when the server is up, and ends it with all that it started when nobody wants it any more', async () => {
  const { child, said, ended } = hold('sleep 60 & echo $$ > "$1"; wait')
  await once(child.stdout, 'data')
  child.stdin.end()
  await ended
  expect(await said).toBe('ready\n')
  await vi.waitFor(() => expect(processesOf(folder)).toEqual([]), { timeout: 5_000, interval: 50 })
})

test('tells what a server said that does not come up, and ends as it did', async () => {
  const { child, said, complaints, ended } = hold('echo "bind() failed" >&2; exit 3')
  expect(await ended).toEqual([3, null])
  expect([await said, await complaints]).toEqual(['', 'bind() failed\n'])
  child.stdin.end()
})
