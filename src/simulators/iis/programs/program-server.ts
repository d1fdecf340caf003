import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { linuxExitCode, type ProgramAnswer, type ProgramCall } from './program-answer.js'

/**
 * Takes the calls of the small client programs. A call is a list of NUL-terminated strings: program, number of
 * arguments, arguments, standard input. A call that a killed client left incomplete never happened; a complete one is
 * carried out even when its client is gone. The answer is a line with the Linux exit code, the Windows one and
 * how many bytes of output follow; after those, error output.
 */
export class ProgramServer {
  private readonly server: Server
  private readonly sockets = new Set<Socket>()

  private constructor(run: (call: ProgramCall) => Promise<ProgramAnswer>) {
    this.server = createServer((socket) => {
      this.sockets.add(socket)
      socket.once('close', () => this.sockets.delete(socket))
      socket.on('error', () => {}) // the client was killed
      serve(socket, run)
    })
  }

  static async start(run: (call: ProgramCall) => Promise<ProgramAnswer>): Promise<ProgramServer> {
    const started = new ProgramServer(run)
    await new Promise<void>((resolve, reject) => {
      started.server.once('error', reject)
      started.server.listen(0, '127.0.0.1', () => resolve())
    })
    return started
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve))
    for (const socket of this.sockets) socket.destroy()
    await closed
  }
}

function serve(socket: Socket, run: (call: ProgramCall) => Promise<ProgramAnswer>): void {
  const received: Buffer[] = []
  let isTaken = false
  socket.on('data', (data) => {
    received.push(data)
    if (isTaken || data.at(-1) !== 0) return // a call ends in NUL
    const call = parseCall(Buffer.concat(received).toString('utf8'))
    if (!call) return
    isTaken = true
    run(call).then(
      (answer) => socket.end(answerText(answer)),
      (error: Error) =>
        socket.end(answerText({ exitCode: 254, stdout: `The simulated machine failed: ${error.stack}\r\n` })),
    )
  })
}

const answerText = ({ exitCode, stdout, stderr = '' }: ProgramAnswer) =>
  `${linuxExitCode(exitCode)} ${exitCode} ${Buffer.byteLength(stdout)}\n${stdout}${stderr}`

/** Undefined while something is missing. */
export function parseCall(text: string): ProgramCall | undefined {
  const [program, count, ...rest] = text.split('\0')
  const length = Number(count)
  if (program === undefined || count === undefined || rest.length < length + 2) return undefined
  return { program, args: rest.slice(0, length), stdin: rest[length] ?? '' }
}
