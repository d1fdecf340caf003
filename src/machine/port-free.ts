import { createServer } from 'node:net'

// On Windows a listener on all addresses does not keep another one from a single address, and the other way round.
const hosts = ['127.0.0.1', '0.0.0.0', '::1']

/** Whether a port can be listened on at every address; looks by listening for a moment. Knows nothing of http.sys and IIS. */
export async function isPortFree(port: number): Promise<boolean> {
  for (const host of hosts) if (!(await canListen(port, host))) return false
  return true
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false)
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT')
        resolve(true) // no IPv6 on this machine
      else reject(error)
    })
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
