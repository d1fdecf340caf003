import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { execa } from 'execa'
import type { Contender, Setting } from './contender.js'
import { serve } from './serve.js'

const configuration = ({ folder, frontPort, slots: [first, second] }: Setting) => `global
    stats socket ${folder}/admin.sock mode 600 level admin
defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
frontend front
    bind 127.0.0.1:${frontPort}
    default_backend slots
backend slots
    server slot${first} 127.0.0.1:${first}
    server slot${second} 127.0.0.1:${second}
`

/** @see https://docs.haproxy.org/2.6/management.html#9.3 (set server) */
export const haproxy: Contender = {
  name: "HAProxy's runtime API",
  version: async () => (await execa('haproxy', ['-v'])).stdout.split(' - ')[0]?.replace('version ', '') ?? '',
  async start(setting) {
    const file = path.join(setting.folder, 'haproxy.cfg')
    await writeFile(file, configuration(setting))
    const socket = path.join(setting.folder, 'admin.sock')
    const server = await serve('HAProxy', setting.frontPort, ['haproxy', '-db', '-f', file], (error) => {
      throw error
    })
    const switchTo = async (live: number) => {
      const other = setting.slots.find((port) => port !== live)
      await ask(socket, `set server slots/slot${live} state ready; set server slots/slot${other} state drain`)
    }
    await switchTo(setting.slots[0])
    return { frontPort: setting.frontPort, slots: setting.slots, switchTo, stop: () => server.stop() }
  },
}

async function ask(socket: string, command: string): Promise<void> {
  const connection = createConnection(socket)
  await once(connection, 'connect')
  connection.end(`${command}\n`)
  const answer = (await text(connection)).trim()
  if (answer !== '') throw new Error(`HAProxy answers: ${answer}`)
}
