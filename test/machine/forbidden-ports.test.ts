import { expect, test } from 'vitest'
import { forbiddenPorts } from '../../src/machine/forbidden-ports.js'

test("fetch refuses every one of them, but for those that are newer than Node's list", async () => {
  const called: number[] = []
  for (const port of forbiddenPorts) {
    const error = await fetch(`http://127.0.0.1:${port}`).catch((error: Error) => error)
    const refused = error instanceof Error && error.cause instanceof Error && error.cause.message === 'bad port'
    if (!refused) called.push(port)
  }
  expect([0, 4190, 6679]).toEqual(expect.arrayContaining(called))
})

test('holds the ports that operators ask about', () => {
  for (const port of [6000, 6667, 10080]) expect(forbiddenPorts.has(port)).toBe(true)
  for (const port of [80, 443, 8080, 8172, 18081, 18082]) expect(forbiddenPorts.has(port)).toBe(false)
})
