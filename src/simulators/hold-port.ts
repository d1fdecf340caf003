import { createServer, type Server } from 'node:net'

/** Until `release` nobody else who asks here is given the port, in no process of this machine. */
export type HeldPort = { readonly port: number; release(): void }

const attempts = 1_000

/**
 * A port of 127.0.0.1 on which nobody listens. It is let go when this process ends.
 * @param draw a port to look at
 * @throws Error: there was none in 1,000 draws
 */
export async function holdPort(draw: () => number): Promise<HeldPort> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const held = await hold(draw())
    if (held) return held
  }
  throw new Error(`No free port could be found on this machine in ${attempts} attempts.`)
}

/** Undefined: somebody listens on it, or holds it. */
async function hold(port: number): Promise<HeldPort | undefined> {
  const name = await listening({ path: nameOf(port) })
  if (!name) return undefined
  const release = () => void name.close()
  const listener = await listening({ port, host: '127.0.0.1' })
  if (!listener) {
    release()
    return undefined
  }
  await new Promise((done) => listener.close(done))
  return { port, release }
}

/** Gone with the process that holds it: an abstract socket, on Windows a named pipe. */
const nameOf = (port: number): string =>
  `${process.platform === 'win32' ? '\\\\.\\pipe\\' : '\0'}octopus-blue-green-port-${port}`

/** Undefined when somebody else has it. */
function listening(at: { path: string } | { port: number; host: string }): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', () => resolve(undefined))
    server.listen(at, () => resolve(server.unref()))
  })
}
