import { HeldProcess, heldServer } from '../../rehearsal/held-process.js'

const listens = '(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null'

/** Starts a server and waits until it listens on a port of 127.0.0.1. @throws Error with what it said when it does not start */
export function serve(called: string, port: number, command: readonly string[], onDied: (error: Error) => void) {
  return HeldProcess.start(called, heldServer(listens, String(port), command), onDied)
}
