import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { buildSync } from 'esbuild'
import { expect, onTestFinished, test } from 'vitest'
import { LockTimeout } from '../../src/machine/lock-timeout.js'
import { withProcessLock } from '../../src/machine/process-lock.js'
import { logLines } from './log-lines.js'
import { temporaryFolder } from './temporary-folder.js'

test('does the work, returns its result, and is free afterwards, also after an error', async () => {
  const lock = join(await temporaryFolder(), 'made/lock')
  const options = { waitMs: 0, what: 'deploy MyApp', log: logLines() }
  expect(await withProcessLock(lock, options, async () => 1)).toBe(1)
  const failing = withProcessLock(lock, options, async () => {
    throw new RangeError('broken')
  })
  await expect(failing).rejects.toThrow(RangeError)
  expect(await withProcessLock(lock, options, async () => 2)).toBe(2)
  await expect(access(`${lock}.holder`)).rejects.toThrow('ENOENT')
})

test('says who holds it, once while it waits and again when it gives up', async () => {
  const lock = join(await temporaryFolder(), 'lock')
  const log = logLines()
  await withProcessLock(lock, { waitMs: 0, what: 'deploy MyApp', log }, async () => {
    const work = async () => expect.unreachable()
    const second = withProcessLock(lock, { waitMs: 250, what: 'delete MyApp', log }, work)
    await expect(second).rejects.toThrow(LockTimeout)
    await expect(second).rejects.toThrow(
      `Waited 250 ms for the lock to delete MyApp; it is held by process ${process.pid} (deploy MyApp) since `,
    )
  })
  expect(log.lines).toHaveLength(1)
  expect(log.lines[0]).toMatch(
    /^info: Waiting for the lock to delete MyApp; it is held by process \d+ \(deploy MyApp\) since /,
  )
})

test.each([
  ['short', ''],
  ['long', 'x'.repeat(120)],
])('another path is another lock, another spelling of the same path is not: %s', async (_, inner) => {
  const folder = join(await temporaryFolder(), inner)
  await mkdir(folder, { recursive: true })
  await symlink(folder, join(folder, 'also'), 'junction')
  const options = { waitMs: 0, what: 'deploy MyApp', log: logLines() }
  await withProcessLock(join(folder, 'lock'), options, async () => {
    await withProcessLock(join(folder, 'other'), options, async () => {})
    await expect(withProcessLock(join(folder, 'also/lock'), options, async () => {})).rejects.toThrow(LockTimeout)
  })
})

test('of 30 processes one at a time gets in, also when some are killed inside', async () => {
  const folder = await temporaryFolder()
  const script = await racer(folder)
  const counter = join(folder, 'counter')
  await writeFile(counter, '0')
  const racers = Array.from({ length: 30 }, (_, i) =>
    start(script, [join(folder, 'lock'), counter, i % 6 === 0 ? 'die' : 'live']),
  )
  const ends = await Promise.all(racers.map((racer) => once(racer, 'exit')))
  expect(ends.filter(([code]) => code === 0)).toHaveLength(25)
  expect(ends.filter(([, signal]) => signal === 'SIGKILL')).toHaveLength(5)
  expect(await readFile(counter, 'utf8')).toBe('30') // each added 1 to what it had read, so nobody came between
})

test('is free at once when its holder is killed, although a child of it lives on', async () => {
  const folder = await temporaryFolder()
  const lock = join(folder, 'lock')
  const holder = start(await racer(folder), [lock, join(folder, 'counter'), 'hold'])
  const childPid = await firstLine(holder)
  onTestFinished(() => void process.kill(Number(childPid), 'SIGKILL'))
  const options = { waitMs: 0, what: 'deploy MyApp', log: logLines() }
  await expect(withProcessLock(lock, options, async () => {})).rejects.toThrow(`process ${holder.pid} (race)`)
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  expect(await withProcessLock(lock, options, async () => 'mine')).toBe('mine')
})

/** The lock as a small program of its own: adds 1 to a number in a file, under the lock. */
async function racer(folder: string): Promise<string> {
  const outfile = join(folder, 'racer.cjs')
  const contents = `
    import { withProcessLock } from './process-lock.js'
    import { readFileSync, writeFileSync } from 'node:fs'
    import { spawn } from 'node:child_process'
    import { setTimeout as pause } from 'node:timers/promises'
    const [lock, counter, end] = process.argv.slice(2)
    const log = { info() {}, verbose() {} }
    withProcessLock(lock, { waitMs: 50_000, what: 'race', log }, async () => {
      if (end === 'hold') {
        console.log(spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' }).pid)
        await pause(60_000)
      }
      const before = Number(readFileSync(counter, 'utf8'))
      await pause(5)
      writeFileSync(counter, String(before + 1))
      if (end === 'die') process.kill(process.pid, 'SIGKILL')
    })`
  const resolveDir = join(import.meta.dirname, '../../src/machine')
  buildSync({ stdin: { contents, resolveDir, loader: 'ts' }, bundle: true, platform: 'node', format: 'cjs', outfile })
  return outfile
}

function start(script: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output')
  const [line] = await once(createInterface(child.stdout), 'line')
  return line
}
