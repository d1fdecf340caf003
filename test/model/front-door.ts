import { type Agent, get } from 'node:http'

/** What a front door has said: its page, and the port of the slot it came from; or why there is no good answer. */
export type Answer = { readonly text: string; readonly port: string } | { readonly problem: string }

const limitMs = 10_000
export const ask = (agent: Agent, port: number, path = '/'): Promise<Answer> =>
  new Promise((resolve) => {
    const sent = get({ host: '127.0.0.1', port, path, agent, timeout: limitMs }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', (error) => resolve({ problem: error.message }))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        const port = String(response.headers['x-bluegreen-port'])
        resolve(response.statusCode === 200 ? { text, port } : { problem: `status ${response.statusCode}` })
      })
    })
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${limitMs} ms`)))
    sent.on('error', (error) => resolve({ problem: error.message }))
  })
