import type { Log } from '../machine/log.js'
import type { Change } from './change.js'
import { checkedName } from './checked-name.js'
import { configSection } from './config-section.js'
import { timeSpan, timeSpanMs } from './time-span.js'
import { childNamed } from './xml.js'

/** ARR as a proxy for the whole server. @see https://learn.microsoft.com/iis/extensions/configuring-application-request-routing-arr/ */
export type ProxySettings = {
  /** Default false. */
  readonly enabled: boolean
  /** Whether the slot sees the host name that the client called; default false. */
  readonly preserveHostHeader: boolean
  /** Whether a redirect's Location is rewritten to the front door; default true. */
  readonly reverseRewriteHostInResponseHeaders: boolean
  /** For an answer of the slot, default 120_000. */
  readonly timeoutMs: number
}

const proxySection = 'system.webServer/proxy'
const variablesSection = 'system.webServer/rewrite/allowedServerVariables'
const filteringSection = 'system.webServer/security/requestFiltering'

/** @throws AppcmdFailed, also when ARR is not installed */
export async function proxySettings(log: Log): Promise<ProxySettings> {
  const { attributes } = await configSection(log, proxySection)
  const flag = (name: string, byDefault: boolean) => (attributes[name] ?? String(byDefault)).toLowerCase() === 'true'
  return {
    enabled: flag('enabled', false),
    preserveHostHeader: flag('preserveHostHeader', false),
    reverseRewriteHostInResponseHeaders: flag('reverseRewriteHostInResponseHeaders', true),
    timeoutMs: timeSpanMs(attributes['timeout'] ?? '') ?? 120_000,
  }
}

/** Sets what is given and leaves the rest. */
export function setProxy(wanted: Partial<ProxySettings>): Change {
  const { timeoutMs, ...flags } = wanted
  const values = Object.entries({ ...flags, ...(timeoutMs !== undefined && { timeout: timeSpan(timeoutMs) }) })
  return {
    says: `Set the proxy of ARR: ${values.map(([name, value]) => `${name}=${value}`).join(', ')}`,
    args: [
      'set',
      'config',
      `-section:${proxySection}`,
      ...values.map(([name, value]) => `/${name}:${value}`),
      toApphost,
    ],
    pools: [],
    isDone: async (_, log) => {
      const now = await proxySettings(log)
      return Object.entries(wanted).every(([name, value]) => now[name as keyof ProxySettings] === value)
    },
  }
}

/** The server variables, such as `HTTP_X_FORWARDED_PROTO`, that rules of sites may set. @throws AppcmdFailed, also when URL Rewrite is not installed */
export async function allowedServerVariables(log: Log): Promise<string[]> {
  const { children } = await configSection(log, variablesSection)
  return children.filter(({ name }) => name === 'add').map(({ attributes }) => attributes['name'] ?? '')
}

/** @param names at least one, none of them allowed yet: appcmd refuses a second entry of one name */
export const allowServerVariables = (names: readonly string[]): Change => ({
  says: `Allow rewrite rules to set ${names.join(', ')}`,
  args: [
    'set',
    'config',
    `-section:${variablesSection}`,
    ...names.map((name) => `/+[name='${quoted(name)}']`),
    toApphost,
  ],
  pools: [],
  isDone: async (_, log) => {
    const allowed = new Set((await allowedServerVariables(log)).map((name) => name.toUpperCase()))
    return names.every((name) => allowed.has(name.toUpperCase()))
  },
})

/** The largest body that a site takes, in bytes; IIS's default is 30_000_000. @throws AppcmdFailed */
export async function maxBodyBytes(log: Log, site: string): Promise<number> {
  const limits = childNamed(await configSection(log, filteringSection, site), 'requestLimits')
  return Number(limits?.attributes['maxAllowedContentLength'] ?? 30_000_000)
}

/** @param bytes at most 4_294_967_295 */
export const setMaxBodyBytes = (site: string, bytes: number, pools: readonly string[]): Change => ({
  says: `Let site "${site}" take bodies of up to ${bytes} bytes`,
  args: [
    'set',
    'config',
    checkedName(site),
    `-section:${filteringSection}`,
    `/requestLimits.maxAllowedContentLength:${bytes}`,
    toApphost,
  ],
  pools,
  isDone: async (_, log) => (await maxBodyBytes(log, site)) === bytes,
})

const toApphost = '/commit:apphost'

/** Inside a selector. */
const quoted = (text: string) => text.replaceAll("'", "''")
