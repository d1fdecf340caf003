import { createServer } from 'node:net'

// Below Linux's range for outgoing connections (32768 and up): no connection takes the port before the worker listens.
const first = 22_000
const last = 31_999
const given = new Set<number>()

/** A loopback port that nothing listens on and that this process has not given away before. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = first + Math.floor(Math.random() * (last - first + 1))
    if (given.has(port)) continue
    given.add(port)
    if (await canListen(port)) return port
    given.delete(port)
  }
  throw new Error(`No free port for a worker in ${first}-${last} after 200 attempts.`)
}

export const releasePort = (port: number): boolean => given.delete(port)

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
