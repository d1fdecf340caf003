import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import type { Contender, Setting } from './contender.js'
import { serve } from './serve.js'

const upstreams = (slotPort: number) => [{ dial: `127.0.0.1:${slotPort}` }]

const configuration = ({ frontPort, adminPort, slots: [first] }: Setting) => ({
  admin: { listen: `127.0.0.1:${adminPort}`, config: { persist: false } },
  logging: { logs: { default: { level: 'ERROR' } } },
  apps: {
    http: {
      servers: {
        front: {
          listen: [`127.0.0.1:${frontPort}`],
          automatic_https: { disable: true },
          routes: [{ handle: [{ '@id': 'proxy', handler: 'reverse_proxy', upstreams: upstreams(first) }] }],
        },
      },
    },
  },
})

/** @see https://caddyserver.com/docs/api#patch-configpath */
export const caddy: Contender = {
  name: "Caddy's admin API",
  version: async () => `Caddy ${(await execa('caddy', ['version'])).stdout.split(' ')[0]}`,
  async start(setting) {
    const file = path.join(setting.folder, 'caddy.json')
    await writeFile(file, JSON.stringify(configuration(setting)))
    const home = [`HOME=${setting.folder}`, `XDG_DATA_HOME=${setting.folder}`, `XDG_CONFIG_HOME=${setting.folder}`]
    const command = ['env', ...home, 'caddy', 'run', '--config', file]
    const server = await serve('Caddy', setting.frontPort, command, (error) => {
      throw error
    })
    return {
      frontPort: setting.frontPort,
      slots: setting.slots,
      async switchTo(slotPort) {
        const answer = await fetch(`http://127.0.0.1:${setting.adminPort}/id/proxy/upstreams`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(upstreams(slotPort)),
          signal: AbortSignal.timeout(10_000),
        })
        if (!answer.ok) throw new Error(`Caddy answers ${answer.status}: ${await answer.text()}`)
      },
      stop: () => server.stop(),
    }
  },
}
