import { type Binding, bindingFrom } from '../iis/binding.js'
import type { PoolIdentity, PoolSettings } from '../iis/new-pool.js'
import { BadParameters } from '../octopus/bad-parameters.js'
import type { Values } from '../octopus/step.js'
import type { deployInputs } from './deploy-inputs.js'

export type DeployValues = Values<typeof deployInputs>

/** What the parameters say of pool and site, apart from their names and the port. The password is not in it. */
export function givenSettings(values: DeployValues): Readonly<Record<string, unknown>> {
  return {
    bindings: values['BG.Bindings'],
    modelSite: values['BG.ModelSite'],
    runtime: values['BG.Runtime'],
    identity: values['BG.Identity'],
    userName: values['BG.UserName'],
    startMode: values['BG.StartMode'],
    preload: values['BG.Preload'],
    idleTimeoutMs: values['BG.IdleTimeout'],
    recyclingMs: values['BG.Recycling'],
    writableFolders: values['BG.WritableFolders'],
  }
}

/** `http/127.0.0.1:{port}:` with a port put in. */
export const bindingsAt = (values: DeployValues, port: number): Binding[] =>
  values['BG.Bindings'].map((line) => {
    const [, protocol = '', information = ''] = /^([^/]+)\/(.*)$/.exec(line) ?? []
    return bindingFrom(protocol, information.replace('{port}', String(port)))
  })

/** @throws BadParameters when user and password do not fit the identity */
function identityOf(values: DeployValues): PoolIdentity | undefined {
  const { 'BG.Identity': type, 'BG.UserName': userName, 'BG.Password': password } = values
  if (type !== 'SpecificUser') return type === 'as-model' ? undefined : { type }
  if (userName && password) return { type, userName, password }
  throw new BadParameters([
    'User of the application pool (BG.UserName) and Password of that user (BG.Password) are both needed with the identity SpecificUser. Example of a good value: DOMAIN\\web',
  ])
}

/** The pool as the parameters want it; what they leave to the model is left out. @throws BadParameters */
export function poolSettings(values: DeployValues, name: string): PoolSettings {
  const runtime = values['BG.Runtime']
  const identity = identityOf(values)
  const idleTimeoutMs = values['BG.IdleTimeout']
  const periodicRestartMs = values['BG.Recycling']
  const startMode = values['BG.StartMode']
  return {
    name,
    autoStart: true,
    ...(runtime === 'as-model' ? {} : { runtimeVersion: runtime === 'none' ? '' : runtime }),
    ...(identity ? { identity } : {}),
    ...(startMode === 'as-model' ? {} : { startMode }),
    ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
    ...(periodicRestartMs === undefined ? {} : { periodicRestartMs }),
  }
}
