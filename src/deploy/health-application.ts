import { type Binding, httpBinding } from '../iis/binding.js'
import type { Change } from '../iis/change.js'
import { checkedName } from '../iis/checked-name.js'
import { type Site, siteNamed } from '../iis/iis.js'
import type { SiteApplication } from '../iis/new-site.js'
import { healthFolder, healthPath } from '../routing/health-file.js'
import type { ArrHealthFileRouter, Router } from '../slots/marker.js'

/** What a slot behind a web farm has besides: it answers for its health, apart from the release's own pipeline. */
export type HealthApplication = SiteApplication & {
  /** The farm's own address for this port. */
  readonly ip: string
}

/** @returns undefined where the router is no web farm */
export const healthApplication = (router: Router | undefined, port: number): HealthApplication | undefined =>
  router?.kind === 'arr-health-file'
    ? { path: healthPath, pool: router.pool, physicalPath: healthFolder(router.folder, port), ip: ipOf(router, port) }
    : undefined

const ipOf = ({ ports, ips }: ArrHealthFileRouter, port: number) => ips[ports[0] === port ? 0 : 1]

/** The bindings, with one more where none takes what ARR sends to the farm's address. */
export function withMemberBinding(bindings: readonly Binding[], ip: string, port: number): Binding[] {
  const address = ip.includes(':') ? `[${ip}]` : ip
  const isTaken = bindings.some(
    (binding) =>
      binding.protocol === 'http' &&
      binding.port === port &&
      binding.host === '' &&
      ['*', address].includes(binding.address),
  )
  return isTaken ? [...bindings] : [...bindings, httpBinding(port, { address })]
}

const folderOf = (site: Site | undefined, path: string) =>
  site?.applications.find((application) => application.path === path)?.folders.find((folder) => folder.path === '/')
    ?.physicalPath

/** Of a slot that was kept: on another port it has another health file. One write, none where it is right. */
export function moveHealth(site: Site, { path, pool, physicalPath }: HealthApplication): Change {
  const isThere = folderOf(site, path) !== undefined
  return {
    says: `Let site "${site.name}" answer for its health with ${physicalPath}`,
    args: isThere
      ? ['set', 'vdir', `${checkedName(site.name)}${path}/`, `/physicalPath:${physicalPath}`]
      : [
          'add',
          'app',
          `/site.name:${checkedName(site.name)}`,
          `/path:${path}`,
          `/applicationPool:${pool}`,
          `/physicalPath:${physicalPath}`,
        ],
    pools: [pool],
    isDone: (iis) => folderOf(siteNamed(iis, site.name), path) === physicalPath,
  }
}
