import { expect, test } from 'vitest'
import { lookAtSlot } from '../../src/routing/look-at-slot.js'
import { freePort } from '../free-port.js'
import { answering, answeringBytes } from '../http/answering.js'

const look = (port: number, statuses = [{ from: 200, to: 399 }]) =>
  lookAtSlot(port, {
    frontDoor: { url: 'http://www.example.com/health' },
    port,
    statuses,
    inARow: 3,
    limitMs: 1_000,
  })
const withStatus = (status: number) => answering(async (_, answer) => void answer.writeHead(status).end())

test('whatever a release may have said is an answer', async () => {
  for (const status of [200, 301, 404]) expect((await look(await withStatus(status))).problem).toBeUndefined()
  const fit = [{ from: 503, to: 503 }]
  expect((await look(await withStatus(503), fit)).problem).toBeUndefined()
})

test('a server error is a problem; behind what IIS says for a release, or a connection that is not taken, nobody is', async () => {
  expect(await look(await withStatus(500))).toEqual({
    problem: expect.stringMatching(/\/health answers 500$/),
    isGone: false,
  })
  for (const status of [502, 503, 504]) expect((await look(await withStatus(status))).isGone).toBe(true)
  expect(await look(await freePort())).toEqual({
    problem: expect.stringMatching(/\/health gives no answer \(ECONNREFUSED\)$/),
    isGone: true,
  })
  const resets = await answering(async (request) => void request.socket.resetAndDestroy())
  expect((await look(resets)).isGone).toBe(true)
})

test('any other error, such as one of the asking side, is a problem and does not say that nobody is there', async () => {
  const port = await answeringBytes('nonsense\r\n\r\n')
  expect(await look(port)).toEqual({ problem: expect.stringContaining('HPE_'), isGone: false })
  const changes = await answering(async (request) => {
    request.socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n')
  })
  expect(await look(changes)).toEqual({ problem: expect.stringContaining('101'), isGone: false })
})
