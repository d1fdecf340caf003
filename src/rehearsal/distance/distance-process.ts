import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { distantServer } from './distant-server.js'

export type Distance = {
  /** Of this machine: what is to be far away. */
  readonly port: number
  readonly roundTripMs: number
}

/** What it says on its first line: where the distant server is to be called. */
export type DistanceReady = { readonly port: number }

/** A distant server as a process of its own, for as long as its standard input is open. @param options JSON of `Distance` */
export async function runDistanceProcess(options: string): Promise<void> {
  process.on('SIGINT', () => {})
  const { port, roundTripMs }: Distance = JSON.parse(options)
  const server = distantServer(port, roundTripMs)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const ready: DistanceReady = { port: (server.address() as AddressInfo).port }
  process.stdout.write(`${JSON.stringify(ready)}\n`)
  process.stdin.resume()
  await once(process.stdin, 'close')
}
