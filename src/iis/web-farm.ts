import type { Log } from '../machine/log.js'
import { configSection } from './config-section.js'
import { timeSpanMs } from './time-span.js'
import { childNamed, childrenNamed, type XmlElement } from './xml.js'

/** One server of a farm. Its address is its key: two slots of one machine need two addresses. */
export type FarmServer = { readonly address: string; readonly enabled: boolean; readonly httpPort: number }

/** A web farm of ARR, as far as a switch depends on it. */
export type WebFarm = {
  readonly name: string
  readonly enabled: boolean
  readonly servers: readonly FarmServer[]
  readonly healthCheck: {
    /** `''`: the farm checks nothing. */
    readonly url: string
    readonly intervalMs: number
    readonly timeoutMs: number
    /** What a good answer holds; `''`: any. */
    readonly responseMatch: string
    /** With fewer healthy servers than this ARR may disregard health. */
    readonly minServers: number
  }
  /** For an answer of a server. */
  readonly timeoutMs: number
  readonly preserveHostHeader: boolean
}

/**
 * The farm of a name; undefined when there is none.
 * @throws AppcmdFailed, also when ARR is not installed; AppcmdUnreadable
 */
export async function webFarm(log: Log, name: string): Promise<WebFarm | undefined> {
  const { children } = await configSection(log, 'webFarms')
  const found = children.find(
    (element) => element.name === 'webFarm' && element.attributes['name']?.toLowerCase() === name.toLowerCase(),
  )
  return found && farmFrom(found)
}

/** What is not written has the default of ARR's schema. */
export function farmFrom(element: XmlElement): WebFarm {
  const routing = childNamed(element, 'applicationRequestRouting')
  const setting = (child: string, name: string) => (routing && childNamed(routing, child))?.attributes[name]
  const span = (text: string | undefined) => timeSpanMs(text ?? '') ?? 30_000
  return {
    name: element.attributes['name'] ?? '',
    enabled: isOn(element.attributes['enabled']),
    servers: childrenNamed(element, 'server').map((server) => ({
      address: server.attributes['address'] ?? '',
      enabled: isOn(server.attributes['enabled']),
      httpPort: Number(childNamed(server, 'applicationRequestRouting')?.attributes['httpPort'] ?? 80),
    })),
    healthCheck: {
      url: setting('healthCheck', 'url') ?? '',
      intervalMs: span(setting('healthCheck', 'interval')),
      timeoutMs: span(setting('healthCheck', 'timeout')),
      responseMatch: setting('healthCheck', 'responseMatch') ?? '',
      minServers: Number(setting('healthCheck', 'minServers') ?? 0),
    },
    timeoutMs: span(setting('protocol', 'timeout')),
    preserveHostHeader: isOn(setting('protocol', 'preserveHostHeader')),
  }
}

/** All flags that are read here are on by default. */
const isOn = (text: string | undefined) => (text ?? 'true').toLowerCase() === 'true'
