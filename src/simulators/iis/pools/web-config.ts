import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseElement, type XmlElement } from '../configuration/xml-element.js'

/** What the server itself reads of an application's web.config. */
export type WebConfig = {
  /** `<aspNetCore>` or `<httpPlatform>`: the process that answers. */
  handler: ProcessHandler | undefined
  hasRewrite: boolean
  /** What it says of request filtering and its limits, by attribute. */
  filtering: ReadonlyMap<string, string>
  /** Set when the file is not well-formed: every request is answered 500.19. */
  problem: string | undefined
}

export type ProcessHandler = {
  processPath: string
  arguments: string[]
  environment: Record<string, string>
  startupLimitMs: number
  disallowRotationOnConfigChange: boolean
}

const nothing: WebConfig = { handler: undefined, hasRewrite: false, filtering: new Map(), problem: undefined }
const read = new Map<string, { stamp: string; config: WebConfig }>()

/** Reads `web.config` of a folder; the parsed form is kept until the file is another one. */
export function readWebConfig(folder: string): WebConfig {
  const file = join(folder, 'web.config')
  const stats = statSync(file, { throwIfNoEntry: false })
  if (!stats?.isFile()) return nothing
  const stamp = `${stats.ino} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.size}`
  const known = read.get(file)
  if (known?.stamp === stamp) return known.config
  const config = parseWebConfig(readFileSync(file, 'utf8'))
  read.set(file, { stamp, config })
  return config
}

export function parseWebConfig(text: string): WebConfig {
  try {
    const all = withDescendants(parseElement(text))
    const filtering = all.filter(({ name }) => name === 'requestFiltering' || name === 'requestLimits')
    return {
      handler: processHandler(all),
      hasRewrite: all.some(({ name, children }) => name === 'rewrite' && children.length > 0),
      filtering: new Map(filtering.flatMap(({ attributes }) => [...attributes])),
      problem: undefined,
    }
  } catch (error) {
    return { ...nothing, problem: (error as Error).message }
  }
}

function processHandler(all: XmlElement[]): ProcessHandler | undefined {
  const handler = all.find(({ name }) => name === 'aspNetCore' || name === 'httpPlatform')
  const processPath = handler?.attributes.get('processPath')
  if (!handler || !processPath) return undefined
  const inside = withDescendants(handler)
  const variables = inside.filter(({ name }) => name === 'environmentVariable')
  const disallow = inside.find(
    ({ name, attributes }) => name === 'handlerSetting' && attributes.get('name') === 'disallowRotationOnConfigChange',
  )
  return {
    processPath,
    arguments: splitArguments(handler.attributes.get('arguments') ?? ''),
    environment: Object.fromEntries(
      variables.map(({ attributes }) => [attributes.get('name') ?? '', attributes.get('value') ?? '']),
    ),
    startupLimitMs: Number(handler.attributes.get('startupTimeLimit') ?? 120) * 1000,
    disallowRotationOnConfigChange: disallow?.attributes.get('value')?.toLowerCase() === 'true',
  }
}

/** `node "a b.js" x` → node, a b.js, x */
export const splitArguments = (line: string): string[] =>
  [...line.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([part]) => part.replaceAll('"', ''))

const withDescendants = (at: XmlElement): XmlElement[] => [at, ...at.children.flatMap(withDescendants)]
