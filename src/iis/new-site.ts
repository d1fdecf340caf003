import type { Binding } from './binding.js'
import { bindingsText } from './bindings-text.js'
import type { Site } from './iis.js'
import { checkModel } from './unreadable-model.js'
import { printXml, withAttributes, type XmlElement, xmlElement } from './xml.js'

/** An application below a site's root. */
export type SiteApplication = { readonly path: string; readonly pool: string; readonly physicalPath: string }

/** @see https://learn.microsoft.com/iis/configuration/system.applicationhost/sites/site/ */
export type SiteSettings = {
  readonly name: string
  /** Of its own for ever: what a deleted site leaves behind in the configuration is found again by its id. */
  readonly id: number
  readonly bindings: readonly Binding[]
  /** The folder of the site's root. */
  readonly physicalPath: string
  /** The pool of the root application. */
  readonly pool: string
  /** Whether IIS starts it now and after each reboot; a model does not decide it, it may be retired. */
  readonly autoStart: boolean
  /** Load the application as soon as the worker starts (needs a pool that is AlwaysRunning); default as the model, or false. */
  readonly preloadEnabled?: boolean
  /** Below its root, default none. */
  readonly applications?: readonly SiteApplication[]
}

/** @param xml the document for `add site /in` @param leftOut what the model has and the new site does not get */
export type NewSite = { readonly xml: string; readonly leftOut: readonly string[] }

/**
 * The site to be made, with all settings of the model but its name, id, bindings, root folder and pool. Only the model's
 * root application is taken over: folders and applications below it are its own.
 * @throws UnreadableModel
 */
export function newSite(settings: SiteSettings, model?: Site): NewSite {
  if (model) checkModel(model.name, model.element)
  const { name, id, bindings, applications = [] } = settings
  const old = model?.element ?? xmlElement('site')
  const application = rootOf(old, 'application')
  const folder = rootOf(application, 'virtualDirectory')
  const root = {
    ...withAttributes(application, {
      path: '/',
      applicationPool: settings.pool,
      preloadEnabled: settings.preloadEnabled?.toString(),
    }),
    children: [
      ...application.children.filter((child) => child.name !== 'virtualDirectory'),
      withAttributes(folder, { path: '/', physicalPath: settings.physicalPath }),
    ],
  }
  const site = {
    ...withAttributes(old, { name, id: String(id), serverAutoStart: String(settings.autoStart) }),
    children: [
      xmlElement('bindings', {}, bindings.map(bindingElement)),
      ...old.children.filter((child) => child.name !== 'bindings' && child.name !== 'application'),
      root,
      ...applications.map(applicationElement),
    ],
  }
  const outer = { 'SITE.NAME': name, 'SITE.ID': String(id), bindings: bindingsText(bindings), state: 'Started' }
  return {
    xml: printXml(xmlElement('appcmd', {}, [xmlElement('SITE', outer, [site])])),
    leftOut: leftOut(old, applications),
  }
}

const rootOf = (parent: XmlElement, name: string): XmlElement =>
  parent.children.find((child) => child.name === name && child.attributes['path'] === '/') ?? xmlElement(name)

const bindingElement = ({ protocol, information, sslFlags }: Binding): XmlElement =>
  xmlElement('binding', { protocol, bindingInformation: information, ...(sslFlags && { sslFlags: String(sslFlags) }) })

const applicationElement = ({ path, pool, physicalPath }: SiteApplication): XmlElement =>
  xmlElement('application', { path, applicationPool: pool }, [
    xmlElement('virtualDirectory', { path: '/', physicalPath }),
  ])

function leftOut(site: XmlElement, given: readonly SiteApplication[]): string[] {
  return site.children
    .filter((child) => child.name === 'application' && !given.some(({ path }) => path === child.attributes['path']))
    .flatMap((application) => {
      const path = application.attributes['path'] ?? ''
      const folders = application.children.filter((child) => child.name === 'virtualDirectory')
      const own = folders.filter((folder) => folder.attributes['path'] !== '/')
      return path === '/'
        ? own.map((folder) => `virtual directory ${folder.attributes['path']}`)
        : [`application ${path}`]
    })
}
