import { poolSchema } from '../configuration/pool-schema.js'
import { settingOf } from '../configuration/schema.js'
import { applicationSchema, bindingSchema, siteSchema, virtualDirectorySchema } from '../configuration/site-schema.js'
import { childOf, childrenOf, type XmlElement } from '../configuration/xml-element.js'
import { AppcmdError, executionFailed } from './appcmd-error.js'
import type { CommandLine } from './command-line.js'
import { listConfig } from './list-config.js'
import type { Machine, Output } from './machine.js'
import { once, printRows, type Row, visibleState } from './rows.js'

/** `appcmd list …` */
export function list(machine: Machine, line: CommandLine, out: Output): void {
  if (line.object === 'CONFIG') {
    listConfig(machine, line, out)
    return
  }
  if (line.object === 'WP' && machine.chance(machine.settings.rpcFailures)) {
    throw executionFailed(1726, 'The remote procedure call failed.') // transient, and looks like "no workers"
  }
  if (line.object === 'REQUEST' && !machine.settings.requestMonitor) {
    throw executionFailed(0x80004001, 'Not implemented')
  }
  printRows(line, rowsOf[line.object](machine), out)
}

const rowsOf = {
  SITE: siteRows,
  APP: applicationRows,
  VDIR: directoryRows,
  APPPOOL: poolRows,
  WP: workerRows,
  REQUEST: requestRows,
}

/** A text list of a site with more bindings fails. */
const maxBindingsAsText = 128

function siteRows({ configuration, activation }: Machine): Row[] {
  return configuration.sites().map((at) => {
    const name = attribute(at, 'name')
    const id = attribute(at, 'id')
    const state = once(() => visibleState(activation.site(Number(id))))
    const all = childrenOf(childOf(at, 'bindings'), 'binding')
    const bindings = all
      .map((binding) => `${attribute(binding, 'protocol')}/${settingOf(bindingSchema, binding, 'bindingInformation')}`)
      .join(',')
    return {
      identifier: name,
      attributes: () => ({ 'SITE.NAME': name, 'SITE.ID': id, bindings, state: state() }),
      summary: () => {
        if (all.length > maxBindingsAsText) throw tooMuchText()
        return `id:${id},bindings:${bindings},state:${state() || 'Unknown'}`
      },
      config: { at, schema: siteSchema },
      aliases: { name: 'SITE.NAME', id: 'SITE.ID' },
    }
  })
}

const tooMuchText = () =>
  new AppcmdError(
    122,
    'ERROR ( hresult:8007007a, message:Failed to generate item output.\r\nThe data area passed to a system call is too small.\r\n )',
  )

function applicationRows({ configuration }: Machine): Row[] {
  const siteDefaults = configuration.defaultsOf('applications')
  return configuration.sites().flatMap((site) =>
    childrenOf(site, 'application').map((at) => {
      const siteName = attribute(site, 'name')
      const path = attribute(at, 'path')
      const ownDefault = childOf(site, 'applicationDefaults')?.attributes.get('applicationPool')
      const standard = ownDefault ?? siteDefaults?.attributes.get('applicationPool') ?? ''
      const pool = at.attributes.get('applicationPool') ?? standard
      const attributes = { path, 'APP.NAME': `${siteName}${path}`, 'APPPOOL.NAME': pool, 'SITE.NAME': siteName }
      return {
        identifier: `${siteName}${path}`,
        attributes: () => attributes,
        summary: () => `applicationPool:${pool}`,
        config: { at, schema: applicationSchema },
        aliases: { applicationpool: 'APPPOOL.NAME' },
      }
    }),
  )
}

function directoryRows({ configuration }: Machine): Row[] {
  return configuration.sites().flatMap((site) =>
    childrenOf(site, 'application').flatMap((application) =>
      childrenOf(application, 'virtualDirectory').map((at) => {
        const app = `${attribute(site, 'name')}${attribute(application, 'path')}`
        const path = attribute(at, 'path')
        const physicalPath = attribute(at, 'physicalPath')
        const name = `${app.replace(/\/$/, '')}${path}`
        const siteName = attribute(site, 'name')
        return {
          identifier: name,
          attributes: () => ({ physicalPath, path, 'APP.NAME': app, 'VDIR.NAME': name }),
          summary: () => `physicalPath:${physicalPath}`,
          config: { at, schema: virtualDirectorySchema },
          passes: (filter: string, value: string) =>
            filter === 'site.name' ? value.toLowerCase() === siteName.toLowerCase() : undefined,
        }
      }),
    ),
  )
}

function poolRows({ configuration, activation }: Machine): Row[] {
  return configuration.pools().map((at) => {
    const name = attribute(at, 'name')
    const state = once(() => visibleState(activation.pool(name)))
    const mode = settingOf(poolSchema, at, 'managedPipelineMode')
    const version = settingOf(poolSchema, at, 'managedRuntimeVersion')
    return {
      identifier: name,
      attributes: () => ({ 'APPPOOL.NAME': name, PipelineMode: mode, RuntimeVersion: version, state: state() }),
      summary: () => `MgdVersion:${version},MgdMode:${mode},state:${state() || 'Unknown'}`,
      config: { at, schema: poolSchema },
      aliases: { name: 'APPPOOL.NAME' },
    }
  })
}

function workerRows({ activation }: Machine): Row[] {
  return activation.workers().flatMap(({ pool, worker }) =>
    worker.pid === undefined
      ? []
      : [
          {
            identifier: String(worker.pid),
            attributes: () => ({ 'WP.NAME': String(worker.pid), 'APPPOOL.NAME': pool }),
            summary: () => `applicationPool:${pool}`,
          },
        ],
  )
}

function requestRows({ activation }: Machine): Row[] {
  const now = Date.now()
  return activation.workers().flatMap(({ pool, worker }) =>
    [...(worker.isReady ? worker.requests : [])].map((request) => {
      const elapsedMs = now - request.startedAt
      const client = request.clientIp === '127.0.0.1' ? 'localhost' : request.clientIp
      const [stage, module] = ['ExecuteRequestHandler', worker.command ? 'AspNetCoreModuleV2' : 'StaticFileModule']
      return {
        identifier: request.id,
        attributes: () => ({
          'REQUEST.NAME': request.id,
          'WP.NAME': String(worker.pid),
          'APPPOOL.NAME': pool,
          'SITE.ID': String(request.siteId),
          Url: request.url,
          Verb: request.verb,
          ClientIp: request.clientIp,
          Stage: stage,
          Module: module,
          Time: String(elapsedMs),
        }),
        summary: () =>
          `url:${request.verb} ${request.url}, time:${elapsedMs} msec, client:${client}, stage:${stage}, module:${module}`,
        passes: (filter: string, value: string) => {
          if (filter === 'elapsed') return elapsedMs >= Number(value)
          if (filter === 'site.name') return value.toLowerCase() === request.siteName.toLowerCase()
          return undefined
        },
      }
    }),
  )
}

const attribute = (at: XmlElement, name: string): string => at.attributes.get(name) ?? ''
