import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { execa } from 'execa'
import { bashStep } from './bash-step.js'
import type { Contender, Setting } from './contender.js'
import { serve } from './serve.js'

const configuration = ({ frontPort, adminPort, slots: [first, second] }: Setting) => `global
    stats socket ipv4@127.0.0.1:${adminPort} level admin
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
const switchedBy = (name: string, ask: (setting: Setting, command: string) => Promise<void>): Contender => ({
  name,
  version: async () => (await execa('haproxy', ['-v'])).stdout.split(' - ')[0]?.replace('version ', '') ?? '',
  async start(setting) {
    const file = path.join(setting.folder, 'haproxy.cfg')
    await writeFile(file, configuration(setting))
    const server = await serve('HAProxy', setting.frontPort, ['haproxy', '-db', '-f', file], (error) => {
      throw error
    })
    const switchTo = (live: number) => {
      const other = setting.slots.find((port) => port !== live)
      return ask(setting, `set server slots/slot${live} state ready; set server slots/slot${other} state drain`)
    }
    await switchTo(setting.slots[0])
    return { frontPort: setting.frontPort, slots: setting.slots, switchTo, stop: () => server.stop() }
  },
})

/** By this process, which costs next to nothing. */
export const haproxy = switchedBy("HAProxy's runtime API", async ({ adminPort }, command) => {
  const connection = createConnection(adminPort, '127.0.0.1')
  await once(connection, 'connect')
  connection.end(`${command}\n`)
  const answer = (await text(connection)).trim()
  if (answer !== '') throw new Error(`HAProxy answers: ${answer}`)
})

/** By a step of Octopus, as ours: the shortest script that does it, which starts no program. */
export const haproxyByStep = switchedBy("HAProxy's runtime API, from a Bash step", ({ folder, adminPort }, command) =>
  bashStep(folder)(`exec 3<>/dev/tcp/127.0.0.1/${adminPort}
echo '${command}' >&3
mapfile -u 3 answer
answer="\${answer[*]}"
[ -z "\${answer//[[:space:]]/}" ] || { echo "HAProxy answers: $answer" >&2; exit 1; }`),
)
