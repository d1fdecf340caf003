import { createServer, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { endsListeners, listeningPorts, netstatListeners, procListeners } from '../../src/machine/listeners.js'
import { isPortFree } from '../../src/machine/port-free.js'
import { logLines } from './log-lines.js'

function listenOn(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server: Server = createServer()
    onTestFinished(() => void server.close())
    server.once('error', reject)
    server.listen({ port: 0, host }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}

test('finds the listeners of this machine, at every address', async () => {
  const ports = [await listenOn('127.0.0.1'), await listenOn('0.0.0.0')]
  const found = await listeningPorts(logLines())
  expect(ports.filter((port) => found.has(port))).toEqual(ports)
})

test('a port that is listened on at any address is not free, and is free again afterwards', async () => {
  expect(await isPortFree(await listenOn('127.0.0.1'))).toBe(false)
  expect(await isPortFree(await listenOn('0.0.0.0'))).toBe(false)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await new Promise((resolve) => server.close(resolve))
  expect(await isPortFree(port)).toBe(true)
  expect(await isPortFree(port)).toBe(true)
})

test("reads Windows' list whatever language its states are in", () => {
  const english = [
    '',
    'Active Connections',
    '',
    '  Proto  Local Address          Foreign Address        State           PID',
    '  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1032',
    '  TCP    127.0.0.1:18081        0.0.0.0:0              LISTENING       4',
    '  TCP    192.168.1.10:49712     52.96.1.2:443          ESTABLISHED     7712',
    '  TCP    192.168.1.10:139       0.0.0.0:0              LISTENING       4',
  ].join('\r\n')
  const german = [
    'Aktive Verbindungen',
    '',
    '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
    '  TCP    0.0.0.0:80             0.0.0.0:0              ABH\ufffdREN         4',
    '  TCP    127.0.0.1:50000        127.0.0.1:80           HERGESTELLT     4711',
    '  TCP    127.0.0.1:50001        127.0.0.1:80           WARTEND         0',
  ].join('\r\n')
  const ipV6 = [
    '  TCP    [::]:443               [::]:0                 LISTENING       4',
    '  TCP    [fe80::1%5]:8172       [::]:0                 LISTENING       4',
    '  TCP    [::1]:50002            [::1]:443              ESTABLISHED     10',
  ].join('\r\n')
  expect(netstatListeners(english)).toEqual([135, 18081, 139])
  expect(netstatListeners(german)).toEqual([80])
  expect(netstatListeners(ipV6)).toEqual([443, 8172])
  expect([english, german, ipV6].map((text) => netstatListeners(text, 4))).toEqual([[135], [], []])
})

test("reads the beginning of Linux' list, where all is that listens", () => {
  const listening = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:46A1 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 123 1 0 100 0 0 10 0',
    '   1: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000',
  ].join('\n')
  const waiting = '   2: 0100007F:46A2 0100007F:C350 06 00000000:00000000 03:0000125E 00000000     0        0 0 3 0'
  for (const [text, ends] of [
    [listening, false],
    [`${listening}\n${waiting}`, true],
    [`${listening}\n${waiting.slice(0, 35)}`, false],
  ] as const) {
    expect(procListeners(text)).toEqual([18081, 80])
    expect(endsListeners(text)).toBe(ends)
  }
})

test('finds 200 listeners behind each other', async () => {
  const ports = await Promise.all(Array.from({ length: 200 }, () => listenOn('127.0.0.1')))
  const found = await listeningPorts(logLines())
  expect(ports.filter((port) => !found.has(port))).toEqual([])
})
