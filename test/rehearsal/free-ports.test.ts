import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePorts, rangesWithout } from '../../src/rehearsal/free-ports.js'

test('the same port is never given twice, and each can be listened on', async () => {
  const many = await Promise.all(Array.from({ length: 20 }, () => freePorts(3)))
  const ports = many.flatMap((each) => each.ports)
  expect(new Set(ports).size).toBe(60)
  for (const port of ports.slice(0, 5)) {
    const server = createServer()
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
    server.close()
  }
  for (const each of many) each.release()
})

test('no port is one that the kernel gives to outgoing connections', () => {
  expect(rangesWithout([32_768, 60_999])).toEqual([
    [20_000, 21_999],
    [32_000, 32_767],
    [61_000, 65_535],
  ])
  expect(rangesWithout([10_000, 65_535])).toHaveLength(2) // nothing is left: better those than none
})
