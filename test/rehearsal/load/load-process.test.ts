import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { LoadProcess } from '../../../src/rehearsal/load/load-process-client.js'
import type { Lost } from '../../../src/rehearsal/load/sample.js'
import { type Lie, lyingServer } from './lying-server.js'

const fixture = fileURLToPath(new URL('./fixtures/load-process.ts', import.meta.url))
const command = [process.execPath, '--import', 'tsx', fixture]
const options = { ratePerSecond: 300, releaseHeader: 'X-Release', portHeader: 'X-BlueGreen-Port', timeoutMs: 10_000 }

async function loadOn(lie?: Lie) {
  const { seen, target } = await lyingServer(lie)
  const load = await LoadProcess.start(command, { ...options, targets: [target] })
  onTestFinished(() => load.kill())
  return { seen, load }
}

describe('the load process', () => {
  test('reports every request, and those that were lost at once with their phase', async () => {
    const { seen, load } = await loadOn(({ number, request }) => number === 150 && !!request.socket.destroy())
    load.phase('web-1', 'switch')
    const lost: Lost[] = []
    const counted: number[] = []
    load.on('lost', (one) => lost.push(one))
    load.on('counters', ({ requests }) => counted.push(requests))
    await vi.waitFor(() => expect(lost).toHaveLength(1), { timeout: 5000, interval: 10 })
    expect(lost[0]).toMatchObject({ reason: 'error', machine: 'web-1', phase: 'switch' })
    await vi.waitFor(() => expect(counted.length).toBeGreaterThanOrEqual(3), { timeout: 5000, interval: 10 })

    const result = await load.stop()
    expect(result.requests).toBe(seen.length)
    expect(result.samples).toHaveLength(seen.length)
    expect(result.answersByRelease).toEqual({ '1.0.0': seen.length - 1 })
    expect([result.lost, result.mixed]).toEqual([lost, []])
    expect(result.latencyMs?.count).toBe(seen.length - 1)
    expect(counted.at(-1)).toBe(seen.length)
    expect(await load.stop()).toBe(result)
  })

  test('runs long transfers and ends them early', async () => {
    const { load } = await loadOn(
      ({ request }, response) => request.url?.startsWith('/download') === true && response.writeHead(200).write('.'),
    )
    const long = load.long('web-1', 'download', 60)
    const upload = load.long('web-1', 'upload', 0.2)
    expect(await upload.done).toMatchObject({ complete: true, kind: 'upload', releaseEnd: '1.0.0' })
    long.close()
    const expected = { complete: false, kind: 'download', error: 'closed by the client before its time' }
    expect(await long.done).toMatchObject(expected)
    const { longs } = await load.stop()
    expect(longs.map(({ kind }) => kind)).toEqual(['upload', 'download'])
  })

  test('a process that dies is told, and nothing waits for it', async () => {
    const { load } = await loadOn()
    const died = once(load, 'died')
    const long = load.long('web-1', 'websocket', 60)
    load.kill()
    expect(String((await died)[0])).toContain('The load process ended with SIGKILL')
    expect(await long.done).toMatchObject({ complete: false, machine: 'web-1' })
    expect(await load.long('web-1', 'upload', 60).done).toMatchObject({ complete: false })
    await expect(load.stop()).rejects.toThrow('SIGKILL')
  })

  test('options it cannot use are an error that says why', async () => {
    const starting = LoadProcess.start(command, { ...options, targets: [] })
    await expect(starting).rejects.toThrow('targets: at least one is needed.')
    await expect(LoadProcess.start(['/no/such/program'], { ...options, targets: [] })).rejects.toThrow('ENOENT')
  })

  test('ends when whoever started it is gone, and not by Ctrl-C', async () => {
    const { target, seen } = await lyingServer()
    const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['pipe', 'ignore', 'inherit'] })
    const exit = once(child, 'exit')
    child.stdin.write(`${JSON.stringify({ load: { ...options, targets: [target] } })}\n`)
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(10), { timeout: 5000, interval: 10 })
    child.kill('SIGINT')
    const before = seen.length
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(before + 20), { timeout: 5000, interval: 10 })
    child.stdin.destroy()
    expect(await exit).toEqual([1, null])
  })
})
