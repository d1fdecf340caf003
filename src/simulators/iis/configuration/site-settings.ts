import { type Drives, pathOnDisk } from '../drives.js'
import { type Binding, parseBinding } from './binding.js'
import { remembered } from './remembered.js'
import { childOf, childrenOf, type XmlElement } from './xml-element.js'

export type SiteSettings = {
  id: number
  name: string
  autoStart: boolean
  bindings: Binding[]
  applications: ApplicationSettings[]
}

export type ApplicationSettings = {
  siteId: number
  path: string
  pool: string
  preload: boolean
  /** Of the root directory of the application, as this machine has it. */
  physicalPath: string
  virtualDirectories: { path: string; physicalPath: string }[]
}

/** What makes an application one and the same across changes of its settings. */
export const applicationKey = ({ siteId, path }: ApplicationSettings): string => `${siteId}${path}`

export const siteSettings = remembered(function siteSettings(
  site: XmlElement,
  applicationDefaults: XmlElement | undefined,
  drives: Drives,
): SiteSettings {
  const id = Number(site.attributes.get('id') ?? 0)
  const ownDefaults = childOf(site, 'applicationDefaults')
  const bindings = childrenOf(childOf(site, 'bindings'), 'binding').map((binding) =>
    parseBinding(binding.attributes.get('protocol') ?? '', binding.attributes.get('bindingInformation') ?? ''),
  )
  const applicationOf = (application: XmlElement): ApplicationSettings => {
    const value = (name: string) =>
      application.attributes.get(name) ?? ownDefaults?.attributes.get(name) ?? applicationDefaults?.attributes.get(name)
    const virtualDirectories = childrenOf(application, 'virtualDirectory').map((directory) => ({
      path: directory.attributes.get('path') ?? '/',
      physicalPath: pathOnDisk(directory.attributes.get('physicalPath') ?? '', drives),
    }))
    return {
      siteId: id,
      path: application.attributes.get('path') ?? '/',
      pool: value('applicationPool') ?? '',
      preload: value('preloadEnabled') === 'true',
      physicalPath: virtualDirectories.find(({ path }) => path === '/')?.physicalPath ?? '',
      virtualDirectories,
    }
  }
  return {
    id,
    name: site.attributes.get('name') ?? '',
    autoStart: (site.attributes.get('serverAutoStart') ?? 'true') === 'true',
    bindings: bindings.filter((binding) => binding !== undefined),
    applications: childrenOf(site, 'application').map(applicationOf),
  }
})
