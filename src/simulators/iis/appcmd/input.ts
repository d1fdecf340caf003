import { childOf, parseElement, type XmlElement } from '../configuration/xml-element.js'
import { failure } from './appcmd-error.js'

/** An object as `list … /config /xml` prints it and `/in` reads it. `config`: its element of the configuration. */
export type InputObject = { attributes: Map<string, string>; config: XmlElement | undefined }

/**
 * The objects on standard input.
 * @throws AppcmdError 13: not one well-formed `<appcmd>` document; 87: other objects than asked for, or none
 */
export function parseInput(stdin: string, object: string, configName: string): InputObject[] {
  const root = parseRoot(stdin)
  if (root.name !== 'appcmd') throw failure(13, 'The input is not an <appcmd> document.')
  const foreign = root.children.find(({ name }) => name.toUpperCase() !== object)
  if (foreign) throw failure(87, `The input holds a ${foreign.name} object where ${object} was expected.`)
  if (root.children.length === 0) throw failure(87, `The input holds no ${object} object.`)
  return root.children.map((child) => ({ attributes: child.attributes, config: childOf(child, configName) }))
}

function parseRoot(stdin: string): XmlElement {
  try {
    return parseElement(stdin)
  } catch {
    throw failure(13, 'The input is not well-formed XML.')
  }
}
