import type { Pool } from './iis.js'
import { timeSpan } from './time-span.js'
import { checkModel } from './unreadable-model.js'
import { printXml, withAttributes, withChild, type XmlElement, xmlElement } from './xml.js'

/**
 * A pool to be made. What is left out is as the model has it or, without a model, IIS's own default (named beside it).
 * @see https://learn.microsoft.com/iis/configuration/system.applicationhost/applicationpools/add/
 */
export type PoolSettings = {
  readonly name: string
  /** Whether IIS starts it after a reboot; a model does not decide it, it may be retired. */
  readonly autoStart: boolean
  /** `v4.0` (default), or empty for no managed code. */
  readonly runtimeVersion?: string
  /** Default Integrated. */
  readonly pipelineMode?: 'Integrated' | 'Classic'
  /** Default ApplicationPoolIdentity. */
  readonly identity?: PoolIdentity
  /** Default OnDemand. */
  readonly startMode?: 'OnDemand' | 'AlwaysRunning'
  /** Rounded up to minutes, 0 for never; default 20 minutes. */
  readonly idleTimeoutMs?: number
  /** Rounded up to minutes, 0 for never; default 29 hours. */
  readonly periodicRestartMs?: number
  /** Until a worker that is to stop is killed; default 90 s. */
  readonly shutdownTimeLimitMs?: number
  /** Default false: at a recycle the new worker starts before the old one ends. */
  readonly disallowOverlappingRotation?: boolean
  /** Default 1000 requests. */
  readonly queueLength?: number
  /** Added to those of the model; IIS 10 and later. */
  readonly environmentVariables?: Readonly<Record<string, string>>
}

export type PoolIdentity =
  | { readonly type: 'ApplicationPoolIdentity' | 'LocalSystem' | 'LocalService' | 'NetworkService' }
  | { readonly type: 'SpecificUser'; readonly userName: string; readonly password: string }

const minuteMs = 60_000

/**
 * The document for `add apppool /in`: the only way in for a password, as arguments can be read by others.
 * @throws UnreadableModel
 */
export function newPool(settings: PoolSettings, model?: Pool): string {
  if (model) checkModel(model.name, model.element)
  const pool = poolElement(settings, model?.element ?? xmlElement('add'))
  const outer = {
    'APPPOOL.NAME': settings.name,
    PipelineMode: pool.attributes['managedPipelineMode'] ?? 'Integrated',
    RuntimeVersion: pool.attributes['managedRuntimeVersion'] ?? 'v4.0',
    state: 'Started',
  }
  return printXml(xmlElement('appcmd', {}, [xmlElement('APPPOOL', outer, [pool])]))
}

function poolElement(settings: PoolSettings, model: XmlElement): XmlElement {
  const named = withAttributes(model, {
    name: settings.name,
    autoStart: String(settings.autoStart),
    managedRuntimeVersion: settings.runtimeVersion,
    managedPipelineMode: settings.pipelineMode,
    startMode: settings.startMode,
    queueLength: settings.queueLength?.toString(),
  })
  const withProcess = withChild(named, 'processModel', (element) =>
    withAttributes(settings.identity ? withIdentity(element, settings.identity) : element, {
      idleTimeout: span(settings.idleTimeoutMs, minuteMs),
      shutdownTimeLimit: span(settings.shutdownTimeLimitMs),
    }),
  )
  const withRecycling = withChild(withProcess, 'recycling', (element) =>
    withChild(
      withAttributes(element, { disallowOverlappingRotation: settings.disallowOverlappingRotation?.toString() }),
      'periodicRestart',
      (restart) => withAttributes(restart, { time: span(settings.periodicRestartMs, minuteMs) }),
    ),
  )
  return withChild(withRecycling, 'environmentVariables', (element) =>
    withVariables(element, settings.environmentVariables ?? {}),
  )
}

function withIdentity(processModel: XmlElement, identity: PoolIdentity): XmlElement {
  const { userName: _, password: __, ...others } = processModel.attributes
  const user = identity.type === 'SpecificUser' ? { userName: identity.userName, password: identity.password } : {}
  return { ...processModel, attributes: { ...others, identityType: identity.type, ...user } }
}

function withVariables(element: XmlElement, variables: Readonly<Record<string, string>>): XmlElement {
  const given = new Set(Object.keys(variables).map((name) => name.toLowerCase()))
  const kept = element.children.filter((child) => !given.has((child.attributes['name'] ?? '').toLowerCase()))
  const added = Object.entries(variables).map(([name, value]) => xmlElement('add', { name, value }))
  return { ...element, children: [...kept, ...added] }
}

const span = (ms: number | undefined, granularityMs?: number): string | undefined =>
  ms === undefined ? undefined : timeSpan(ms, granularityMs)
