import http from 'node:http'
import https from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

async function portOf(server: Server, port: number, host: string): Promise<number> {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  onTestFinished(() => {
    server.close()
    for (const socket of open) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

/** A server of this test alone, on 127.0.0.1. @returns its port */
export const answering = (
  listener: http.RequestListener,
  { port = 0, host = '127.0.0.1' }: { port?: number; host?: string } = {},
): Promise<number> => portOf(http.createServer(listener), port, host)

export const answeringSecurely = (certificate: { key: string; cert: string }, listener: http.RequestListener) =>
  portOf(https.createServer(certificate, listener), 0, '127.0.0.1')

/** A server that writes these bytes once it was asked, and then does what `then` says. */
export const answeringBytes = (bytes: string, then: (socket: Socket) => void = () => {}): Promise<number> =>
  portOf(
    createServer((socket) => {
      socket.once('data', () => {
        socket.write(bytes)
        then(socket)
      })
    }),
    0,
    '127.0.0.1',
  )

/** A port that nobody listens on. */
export async function silentPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
