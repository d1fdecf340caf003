import { parseBinding } from '../configuration/binding.js'
import { siteSchema } from '../configuration/site-schema.js'
import { element, type XmlElement } from '../configuration/xml-element.js'
import { failure } from './appcmd-error.js'
import { ensureChild, insertEntry } from './edit.js'

/** `/bindings:http/*:80:a,http/*:81:b` replaces all bindings of the site. @throws AppcmdError */
export function replaceBindings(site: XmlElement, list: string): void {
  const collection = siteSchema.children['bindings']?.collection
  if (!collection) throw failure(87, 'Unknown attribute "bindings".  Replace with -? for help.')
  const bindings = ensureChild(site, 'bindings')
  bindings.children = []
  for (const part of list.split(',').filter((text) => text !== '')) {
    const slash = part.indexOf('/')
    const [protocol, bindingInformation] = [part.slice(0, slash), part.slice(slash + 1)]
    const isHttp = /^https?$/.test(protocol)
    if (slash <= 0 || (isHttp && !parseBinding(protocol, bindingInformation))) {
      throw failure(87, `The binding "${part}" is not of the form protocol/IP:port:host.`)
    }
    insertEntry(bindings, collection, element('binding', { protocol, bindingInformation }), undefined)
  }
}
