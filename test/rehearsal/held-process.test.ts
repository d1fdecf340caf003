import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { HeldProcess } from '../../src/rehearsal/held-process.js'

const bash = (script: string) => ['bash', '-c', script]
const noDeath = (error: Error) => {
  throw error
}
/** One that ended and that nobody has taken note of (a zombie) does not run. */
const isRunning = (pid: number) => {
  try {
    return !/^\d+ \(.*\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

test('it ends when its input ends, with everything in its group', async () => {
  const held = await HeldProcess.start('The holder', bash('sleep 60 & echo $!; read -r _'), noDeath)
  const child = Number(held.ready)
  expect(isRunning(child)).toBe(true)
  await held.stop()
  await expect.poll(() => isRunning(child)).toBe(false)
})

test('one that ends before it is ready is an error with what it said', async () => {
  const starting = HeldProcess.start('The holder', bash('echo no room >&2; exit 3'), noDeath)
  await expect(starting).rejects.toThrow('The holder did not start: no room')
  await expect(HeldProcess.start('It', ['/no/such/program'], noDeath)).rejects.toThrow('ENOENT')
})

test('one that ends by itself later is told', async () => {
  const deaths = new EventTarget()
  const died = once(deaths, 'died')
  const held = await HeldProcess.start('The holder', bash('echo ready; echo bye >&2'), (error) =>
    deaths.dispatchEvent(new CustomEvent('died', { detail: error.message })),
  )
  const [{ detail }] = await died
  expect(detail).toBe('The holder has ended unexpectedly: bye')
  await held.stop()
})
