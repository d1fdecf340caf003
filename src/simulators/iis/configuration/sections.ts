import { poolsSchema } from './pool-schema.js'
import type { ElementSchema } from './schema.js'
import { sitesSchema } from './site-schema.js'
import { webFarmsSchema } from './web-farm-schema.js'
import {
  allowedServerVariablesSchema,
  globalRulesSchema,
  proxySchema,
  requestFilteringSchema,
  serverRuntimeSchema,
  webSocketSchema,
} from './web-server-schema.js'

export const poolsSection = 'system.applicationHost/applicationPools'
export const sitesSection = 'system.applicationHost/sites'
export const proxySection = 'system.webServer/proxy'
export const allowedServerVariablesSection = 'system.webServer/rewrite/allowedServerVariables'
export const globalRulesSection = 'system.webServer/rewrite/globalRules'
export const requestFilteringSection = 'system.webServer/security/requestFiltering'
export const webFarmsSection = 'webFarms'

/** `locatable`: may also stand in a `<location path="site">`. */
export type Section = { name: string; schema: ElementSchema; locatable: boolean }

const sections: Section[] = [
  { name: poolsSection, schema: poolsSchema, locatable: false },
  { name: sitesSection, schema: sitesSchema, locatable: false },
  { name: proxySection, schema: proxySchema, locatable: false },
  { name: allowedServerVariablesSection, schema: allowedServerVariablesSchema, locatable: true },
  { name: globalRulesSection, schema: globalRulesSchema, locatable: false },
  { name: requestFilteringSection, schema: requestFilteringSchema, locatable: true },
  { name: 'system.webServer/serverRuntime', schema: serverRuntimeSchema, locatable: true },
  { name: 'system.webServer/webSocket', schema: webSocketSchema, locatable: true },
  { name: webFarmsSection, schema: webFarmsSchema, locatable: false },
]

/** Names are matched without regard to case, as appcmd does. */
export const sectionNamed = (name: string): Section | undefined =>
  sections.find((section) => section.name.toLowerCase() === name.toLowerCase())
