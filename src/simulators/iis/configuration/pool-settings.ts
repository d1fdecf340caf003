import { poolSchema } from './pool-schema.js'
import { remembered } from './remembered.js'
import { timeSpanMs } from './schema.js'
import { childOf, childrenOf, type XmlElement } from './xml-element.js'

export type PoolSettings = {
  name: string
  autoStart: boolean
  alwaysRunning: boolean
  queueLength: number
  shutdownLimitMs: number
  disallowOverlappingRotation: boolean
  disallowRotationOnConfigChange: boolean
  rapidFail: { protection: boolean; intervalMs: number; maxCrashes: number }
  environment: Record<string, string>
  /** Differs when a change of settings recycles the pool. */
  recycleKey: string
}

export const poolSettings = remembered(function poolSettings(
  pool: XmlElement,
  defaults: XmlElement | undefined,
): PoolSettings {
  const value = (name: string) =>
    pool.attributes.get(name) ?? defaults?.attributes.get(name) ?? poolSchema.attributes[name]?.default ?? ''
  const childValue = (child: string, name: string) =>
    childOf(pool, child)?.attributes.get(name) ??
    (defaults && childOf(defaults, child)?.attributes.get(name)) ??
    poolSchema.children[child]?.attributes[name]?.default ??
    ''
  const variables = childrenOf(childOf(pool, 'environmentVariables'), 'add')
  const environment = Object.fromEntries(
    variables.map((variable) => [variable.attributes.get('name') ?? '', variable.attributes.get('value') ?? '']),
  )
  return {
    name: value('name'),
    autoStart: value('autoStart') === 'true',
    alwaysRunning: value('startMode') === 'AlwaysRunning',
    queueLength: Number(value('queueLength')),
    shutdownLimitMs: timeSpanMs(childValue('processModel', 'shutdownTimeLimit')),
    disallowOverlappingRotation: childValue('recycling', 'disallowOverlappingRotation') === 'true',
    disallowRotationOnConfigChange: childValue('recycling', 'disallowRotationOnConfigChange') === 'true',
    rapidFail: {
      protection: childValue('failure', 'rapidFailProtection') === 'true',
      intervalMs: timeSpanMs(childValue('failure', 'rapidFailProtectionInterval')),
      maxCrashes: Number(childValue('failure', 'rapidFailProtectionMaxCrashes')),
    },
    environment,
    recycleKey: JSON.stringify([
      ['managedRuntimeVersion', 'managedPipelineMode', 'enable32BitAppOnWin64', 'CLRConfigFile'].map(value),
      ['identityType', 'userName', 'password', 'loadUserProfile'].map((name) => childValue('processModel', name)),
      environment,
    ]),
  }
})
