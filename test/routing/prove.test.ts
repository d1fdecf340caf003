import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { checkLive } from '../../src/routing/check-live.js'
import { type Proof, prove } from '../../src/routing/prove.js'
import { answering, answeringSecurely, silentPort } from '../http/answering.js'
import { certificateFor } from '../http/certificates.js'
import { logLines } from '../machine/log-lines.js'
import { markerWith } from '../slots/fixtures/temporary-application.js'

const proofAt = (port: number, more: Partial<Proof> = {}): Proof => ({
  frontDoor: { url: `http://127.0.0.1:${port}/health?a=b`, host: 'www.example.com' },
  port: 18082,
  statuses: [{ from: 200, to: 399 }],
  inARow: 5,
  limitMs: 10_000,
  ...more,
})

test('the old port may answer first; then so many answers in a row come from the new one', async () => {
  const seen: string[] = []
  const port = await answering(({ url, headers }, answer) => {
    seen.push(`${headers.host}${url}`)
    answer.setHeader('X-BlueGreen-Port', seen.length <= 3 || seen.length === 6 ? '18081' : '18082').end()
  })
  expect(await prove(proofAt(port))).toBeUndefined()
  expect(seen).toHaveLength(3 + 2 + 1 + 5)
  expect(new Set(seen)).toEqual(new Set(['www.example.com/health?a=b']))
})

test('five bad statuses of the new slot in a row end it at once, those of the old one do not', async () => {
  let asked = 0
  const port = await answering((_, answer) => {
    asked += 1
    const isNew = asked > 8
    answer.writeHead(500, { 'X-BlueGreen-Port': isNew ? '18082' : '18081' }).end()
  })
  expect(await prove(proofAt(port))).toBe('5 answers in a row: the status was 500 (expected 200-399)')
  expect(asked).toBe(13)
})

test('another release behind the new port ends it at once as well', async () => {
  const port = await answering(
    (_, answer) => void answer.writeHead(200, { 'X-BlueGreen-Port': '18082', 'X-Release': '1.0.0' }).end(),
  )
  const release = { header: 'X-Release', release: '1.1.0' }
  expect(await prove(proofAt(port, { release }))).toBe('5 answers in a row: X-Release was "1.0.0" instead of "1.1.0"')
})

test('without a port header of the router, the release is waited for', async () => {
  let asked = 0
  const port = await answering((_, answer) => {
    asked += 1
    answer.setHeader('X-Release', asked <= 7 ? '1.0.0' : '1.1.0').end()
  })
  const release = { header: 'X-Release', release: '1.1.0' }
  expect(await prove(proofAt(port, { port: undefined, release }))).toBeUndefined()
})

test('at the limit the last thing that was seen is told', async () => {
  const answers = (header: string | undefined) =>
    answering((_, answer) => void (header === undefined ? answer : answer.setHeader('X-BlueGreen-Port', header)).end())
  const told = async (port: number) => prove(proofAt(port, { limitMs: 200 }))
  expect(await told(await answers(undefined))).toBe('after 0.2 s: port unknown answered instead of 18082')
  expect(await told(await answers('none'))).toBe('after 0.2 s: port unknown answered instead of 18082')
  expect(await told(await answers('18081'))).toBe('after 0.2 s: port 18081 answered instead of 18082')
  expect(await told(await silentPort())).toBe('after 0.2 s: no answer: ECONNREFUSED')
  const hanging = await answering(() => {})
  expect(await told(hanging)).toBe('after 0.2 s: no answer: no complete answer within the limit')
})

test('good answers that come too slowly for so many in a row are told as such', async () => {
  const port = await answering(async (_, answer) => {
    await pause(30)
    answer.setHeader('X-BlueGreen-Port', '18082').end()
  })
  expect(await prove(proofAt(port, { limitMs: 250, inARow: 1_000 }))).toMatch(
    /^after 0\.25 s: \d+ good answers in a row, not 1000$/,
  )
})

test('an https front door of this machine is asked by its public name, whatever its certificate', async () => {
  const { ca: _ca, ...own } = await certificateFor('other.example.com')
  const names: unknown[] = []
  const port = await answeringSecurely(own, ({ socket }, answer) => {
    names.push((socket as unknown as { servername: string }).servername)
    answer.setHeader('X-BlueGreen-Port', '18082').end()
  })
  const frontDoor = { url: `https://127.0.0.1:${port}/`, host: 'www.example.com' }
  expect(await prove(proofAt(port, { frontDoor, inARow: 1 }))).toBeUndefined()
  expect(names).toEqual(['www.example.com'])
})

test('after late changes the live slot is looked at, and said when it does not answer well', async () => {
  const port = await answering((_, answer) => void answer.writeHead(500, { 'X-BlueGreen-Port': '18082' }).end())
  const log = logLines()
  const router = {
    kind: 'arr-rewrite',
    site: 's',
    pool: 'p',
    folder: '/f',
    frontDoor: { url: `http://127.0.0.1:${port}/` },
    portHeader: true,
    made: '',
  } as const
  await checkLive(log, markerWith(), 18082)
  await checkLive(log, { ...markerWith(), router }, undefined)
  expect(log.lines).toEqual([])
  await checkLive(log, { ...markerWith(), router }, 18082)
  expect(log.lines).toEqual([
    `warning: The live slot was asked through http://127.0.0.1:${port}/ after the changes: 5 answers in a row: the status was 500 (expected 200-399).`,
  ])
})
