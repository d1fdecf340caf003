import { request } from 'node:http'
import type { WebFarm } from '../iis/site-module.js'
import type { FarmMember } from './farm-member.js'

type Settings = WebFarm['healthCheck']

/** Asks one server of a farm for the health URL, an interval after the last answer again; the first time at once. */
export class HealthCheck {
  private readonly settings: Settings
  private readonly member: FarmMember
  private readonly closed = new AbortController()
  private timer: NodeJS.Timeout | undefined

  constructor(settings: Settings, member: FarmMember) {
    this.settings = settings
    this.member = member
    void this.run()
  }

  close(): void {
    this.closed.abort()
    clearTimeout(this.timer)
  }

  private async run(): Promise<void> {
    const healthy = await this.probe().catch(() => false)
    if (this.closed.signal.aborted) return
    this.member.counters.isHealthy = healthy
    this.timer = setTimeout(() => void this.run(), this.settings.intervalMs)
    this.timer.unref()
  }

  private probe(): Promise<boolean> {
    const { url, timeoutMs, responseMatch, statusCodeMatch } = this.settings
    const { address, httpPort } = this.member.settings
    const signal = AbortSignal.any([this.closed.signal, AbortSignal.timeout(timeoutMs)])
    return new Promise((resolve) => {
      const { host, pathname, search } = new URL(url)
      const probe = request({
        host: address,
        port: httpPort,
        path: pathname + search,
        headers: { host },
        agent: false,
        signal,
      })
      probe.on('error', () => resolve(false))
      probe.on('response', (answer) => {
        let body = ''
        answer.setEncoding('utf8')
        answer.on('data', (text: string) => {
          body += text
        })
        answer.on('error', () => resolve(false))
        answer.on('end', () =>
          resolve(matchesStatus(answer.statusCode ?? 0, statusCodeMatch) && body.includes(responseMatch)),
        )
      })
      probe.end()
    })
  }
}

/** @param ranges such as `200-399`, `200,204` or `500-` */
export function matchesStatus(status: number, ranges: string): boolean {
  return ranges.split(',').some((range) => {
    const [from = '', to = from] = range.trim().split('-')
    return status >= Number(from) && status <= (to === '' ? 999 : Number(to))
  })
}
