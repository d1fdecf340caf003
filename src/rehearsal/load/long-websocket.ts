import { closedByClient, type LongTransfer } from './long-transfer.js'
import { targetUrl } from './target-url.js'

const messageEveryMs = 200
const normalClosure = 1000

/**
 * A websocket with a numbered message every 200 ms, closed by the client after its seconds: whole only if each message
 * came back from one release, in order, and nobody else closed it.
 */
export async function longWebSocket({
  target,
  agent,
  seconds,
  portHeader,
  progress,
  signal,
}: LongTransfer): Promise<void> {
  const { WebSocket } = await import('ws')
  const url = targetUrl(target, '/socket')
  url.protocol = 'ws:'
  const socket = new WebSocket(url, { agent, ...(target.host === undefined ? {} : { headers: { Host: target.host } }) })
  return new Promise<void>((resolve, reject) => {
    let sent = 0
    let echoed = 0
    let closing = false
    let talking: NodeJS.Timeout | undefined
    const fail = (error: Error) => {
      reject(error)
      clearInterval(talking)
      socket.terminate()
    }
    const say = () => {
      // The last echo is waited for before the close, so that what is complete was answered to the end.
      if (!closing && performance.now() >= endsAt) closing = true
      if (!closing) socket.send(`message ${++sent}`)
      else if (echoed === sent) {
        clearInterval(talking)
        socket.close(normalClosure)
      }
    }
    let endsAt = Number.POSITIVE_INFINITY
    signal.addEventListener('abort', () => {
      if (signal.reason === closedByClient && socket.readyState === WebSocket.OPEN) closing = true
      else fail(signal.reason)
    })
    socket.on('upgrade', ({ headers }) => {
      if (portHeader) progress.port = Number(headers[portHeader.toLowerCase()]) || undefined
    })
    socket.on('open', () => {
      endsAt = performance.now() + seconds * 1000
      say()
      talking = setInterval(say, messageEveryMs)
    })
    socket.on('message', (data) => {
      const [, release, number] = /^(\S+) message (\d+)$/.exec(String(data)) ?? []
      if (Number(number) !== ++echoed) return fail(new Error(`echo ${echoed} is "${data}"`))
      progress.releaseBegin ??= release
      progress.releaseEnd = release
      if (release !== progress.releaseBegin)
        fail(new Error(`echo ${echoed} is from release ${release}, the first was from ${progress.releaseBegin}`))
    })
    socket.on('error', fail)
    socket.on('close', (code) => {
      clearInterval(talking)
      if (closing && echoed === sent && code === normalClosure) resolve()
      else reject(new Error(`the websocket was closed (${code}) by the other side after ${echoed} of ${sent} echoes`))
    })
  })
}
