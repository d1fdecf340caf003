import { freePorts } from '../src/rehearsal/free-ports.js'

/** A port of 127.0.0.1 on which nobody listens; no other test of this machine is given it until this process ends. */
export async function freePort(): Promise<number> {
  const [port] = (await freePorts(1)).ports
  return port as number
}
