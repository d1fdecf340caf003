import type { ServerConfiguration, WebFarm } from '../site-module.js'
import type { Configuration } from './configuration.js'
import { type ElementSchema, settingOf, timeSpanMs } from './schema.js'
import { allowedServerVariablesSection, globalRulesSection, proxySection, webFarmsSection } from './sections.js'
import { webFarmSchema } from './web-farm-schema.js'
import { proxySchema } from './web-server-schema.js'
import { childOf, childrenOf, printElement, type XmlElement } from './xml-element.js'

/** What modules such as ARR read of applicationHost.config. */
export function serverConfiguration(configuration: Configuration): ServerConfiguration {
  const proxy = configuration.section(proxySection)
  const globalRules = configuration.section(globalRulesSection)
  const allowed = childrenOf(configuration.section(allowedServerVariablesSection), 'add')
  return {
    proxy: {
      enabled: settingOf(proxySchema, proxy, 'enabled') === 'true',
      preserveHostHeader: settingOf(proxySchema, proxy, 'preserveHostHeader') === 'true',
      timeoutMs: timeSpanMs(settingOf(proxySchema, proxy, 'timeout')),
      attributes: Object.fromEntries(proxy?.attributes ?? []),
    },
    allowedServerVariables: allowed.map((variable) => variable.attributes.get('name') ?? ''),
    webFarms: childrenOf(configuration.section(webFarmsSection), 'webFarm').map(webFarm),
    globalRules: globalRules && globalRules.children.length > 0 ? printElement(globalRules) : '',
  }
}

function webFarm(farm: XmlElement): WebFarm {
  const routing = childOf(farm, 'applicationRequestRouting')
  const routingSchema = childSchema(webFarmSchema, 'applicationRequestRouting')
  const setting = (child: string, name: string) =>
    settingOf(childSchema(routingSchema, child), routing && childOf(routing, child), name)
  return {
    name: settingOf(webFarmSchema, farm, 'name'),
    enabled: settingOf(webFarmSchema, farm, 'enabled') === 'true',
    servers: childrenOf(farm, 'server').map(webFarmServer),
    healthCheck: {
      url: setting('healthCheck', 'url'),
      intervalMs: timeSpanMs(setting('healthCheck', 'interval')),
      timeoutMs: timeSpanMs(setting('healthCheck', 'timeout')),
      responseMatch: setting('healthCheck', 'responseMatch'),
      statusCodeMatch: setting('healthCheck', 'statusCodeMatch'),
      minServers: Number(setting('healthCheck', 'minServers')),
    },
    protocol: {
      timeoutMs: timeSpanMs(setting('protocol', 'timeout')),
      preserveHostHeader: setting('protocol', 'preserveHostHeader') === 'true',
    },
    affinity: {
      useCookie: setting('affinity', 'useCookie') === 'true',
      cookieName: setting('affinity', 'cookieName'),
    },
  }
}

function webFarmServer(server: XmlElement): WebFarm['servers'][number] {
  const schema = webFarmSchema.collection?.entry ?? webFarmSchema
  const routing = childOf(server, 'applicationRequestRouting')
  const setting = (name: string) => settingOf(childSchema(schema, 'applicationRequestRouting'), routing, name)
  return {
    address: settingOf(schema, server, 'address'),
    enabled: settingOf(schema, server, 'enabled') === 'true',
    httpPort: Number(setting('httpPort')),
    httpsPort: Number(setting('httpsPort')),
    weight: Number(setting('weight')),
  }
}

const childSchema = (schema: ElementSchema, name: string): ElementSchema =>
  schema.children[name] ?? { attributes: {}, children: {} }
