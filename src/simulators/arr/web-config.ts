import { parseXml } from '@rgrove/parse-xml'
import { ConfigurationElement } from './configuration-element.js'
import { ConfigurationError } from './configuration-error.js'
import { readRules } from './read-rules.js'
import type { RewriteRules } from './rewrite-rule.js'

/** What ARR, URL Rewrite, request filtering and the protocol section take from one version of a site's web.config. */
export type WebConfig = {
  rewrite: RewriteRules
  customHeaders: { name: string; value: string }[]
  maxContentLengthBytes: number
}

/** A site without a web.config; IIS's installed applicationHost.config adds the one header. */
export const defaultWebConfig: WebConfig = {
  rewrite: { rules: [], useOriginalUrlEncoding: true },
  customHeaders: [{ name: 'X-Powered-By', value: 'ASP.NET' }],
  maxContentLengthBytes: 30_000_000,
}

/**
 * Reads the sections that decide on routing, also inside `<location path=".">`; other sections are other modules' matter.
 * @throws ConfigurationError where IIS would answer 500.19
 */
export function readWebConfig(text: string): WebConfig {
  const configuration = new ConfigurationElement(parseRoot(text))
  if (configuration.name !== 'configuration') throw configuration.error('Configuration file is not well-formed XML')
  const here = configuration.named('location').filter((location) => ['', '.'].includes(location.text('path', '')))
  const section = (path: string) => [configuration, ...here].flatMap((root) => root.at(`system.webServer/${path}`))
  refuseUnknownRewriting(section('rewrite'))
  return {
    rewrite: readRuleSections(section('rewrite/rules')),
    customHeaders: section('httpProtocol/customHeaders').reduce(customHeaders, defaultWebConfig.customHeaders),
    maxContentLengthBytes: section('security/requestFiltering/requestLimits').reduce(
      (limit, element) => element.number('maxAllowedContentLength', limit),
      defaultWebConfig.maxContentLengthBytes,
    ),
  }
}

/**
 * The global rules of applicationHost.config.
 * @param text of the section `<globalRules>…</globalRules>`; '' = none
 * @throws ConfigurationError
 */
export const readGlobalRules = (text: string): RewriteRules =>
  readRuleSections(text === '' ? [] : [new ConfigurationElement(parseRoot(text))])

function readRuleSections(sections: ConfigurationElement[]): RewriteRules {
  for (const section of sections) section.only('useOriginalURLEncoding')
  return {
    rules: sections.flatMap(readRules),
    useOriginalUrlEncoding: sections.every((section) => section.flag('useOriginalURLEncoding', true)),
  }
}

function parseRoot(text: string) {
  try {
    const { root } = parseXml(text.replace(/^\uFEFF/, ''))
    if (root) return root
  } catch (error) {
    throw new ConfigurationError('Configuration file is not well-formed XML', { cause: error })
  }
  throw new ConfigurationError('Configuration file is not well-formed XML: it has no root element')
}

/** Rewriting that is not simulated must not look as if it worked. */
function refuseUnknownRewriting(sections: ConfigurationElement[]): void {
  const unknown = sections.flatMap(({ children }) => children).find(({ name }) => name !== 'rules')
  if (unknown) throw unknown.error('This part of URL Rewrite is not simulated')
}

function customHeaders(
  inherited: WebConfig['customHeaders'],
  section: ConfigurationElement,
): WebConfig['customHeaders'] {
  let headers = [...inherited]
  for (const element of section.children) {
    if (element.name === 'clear') headers = []
    else {
      const name = element.text('name')
      const others = headers.filter((header) => header.name.toLowerCase() !== name.toLowerCase())
      if (element.name === 'add' && others.length < headers.length) {
        throw element.error(
          `Cannot add duplicate collection entry of type 'add' with unique key attribute 'name' set to '${name}'`,
        )
      }
      headers = element.name === 'add' ? [...others, { name, value: headerValue(element) }] : others
    }
  }
  return headers
}

/** Refuses here what could not be sent later. */
function headerValue(add: ConfigurationElement): string {
  const value = add.text('value', '')
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(add.text('name'))) throw add.error("The 'name' attribute is no name of a header")
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw add.error("The 'value' attribute cannot be sent in a header")
  return value
}
