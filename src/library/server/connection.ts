import { readFileSync } from 'node:fs'
import { BadSettings } from './bad-settings.js'
import { Secret } from './secret.js'

/** How to reach a server, and as whom. */
export type Connection = {
  /** Without a slash at the end; it may have a path. */
  readonly server: string
  readonly credentials: { readonly kind: 'api key' | 'access token'; readonly secret: Secret }
  /** Name or id; default: the server's default space. */
  readonly space?: string
  /** PEM of authorities besides those that Node knows. */
  readonly ca?: string
  readonly requestTimeoutMs: number
  readonly deadlineMs: number
}

/** As commander hands them over. */
export type ConnectionOptions = {
  readonly server?: string
  readonly space?: string
  readonly apiKeyFile?: string
  readonly ca?: string
  readonly timeout?: string
  readonly deadline?: string
}

export const defaultRequestTimeoutMs = 30_000
export const defaultDeadlineMs = 600_000

const units = { ms: 1, s: 1_000, m: 60_000 } as const

/** A time as people write it; what cannot be read goes to the problems. */
export function milliseconds(option: string, text: string | undefined, otherwise: number, problems: string[]): number {
  if (text === undefined) return otherwise
  const [, number, unit] = /^(\d+)(ms|s|m)$/.exec(text) ?? []
  const value = Number(number) * (units[unit as keyof typeof units] ?? 0)
  if (value > 0) return value
  problems.push(`${option} "${text}" is no time. Write e.g. 30s or 5m.`)
  return otherwise
}

function serverUrl(text: string | undefined, problems: string[]): string {
  if (!text) {
    problems.push(
      'The address of the server is missing. Set OCTOPUS_URL, or give --server https://octopus.example.com.',
    )
    return ''
  }
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    problems.push(`"${text}" is no address of a server. Write e.g. https://octopus.example.com.`)
  if (url?.username || url?.password)
    problems.push('The address of the server must not have a user or a password in it.')
  return text.replace(/[/?#]*$/, '').replace(/\/(app|api)(\/.*|#.*)?$/, '')
}

/** A file's text; `-` is standard input. */
function read(file: string, what: string, problems: string[]): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').trim()
  } catch (error) {
    problems.push(`${what} could not be read from ${file} (${(error as NodeJS.ErrnoException).code ?? error}).`)
    return ''
  }
}

function credentialsOf(
  { apiKeyFile }: ConnectionOptions,
  environment: NodeJS.ProcessEnv,
  problems: string[],
): Connection['credentials'] {
  const fromFile = apiKeyFile === undefined ? undefined : read(apiKeyFile, 'The API key', problems)
  const key = fromFile ?? environment['OCTOPUS_API_KEY']?.trim()
  const token = environment['OCTOPUS_ACCESS_TOKEN']?.trim()
  const value = key || token || ''
  if (value === '')
    problems.push(
      'There is no key. Set OCTOPUS_API_KEY or OCTOPUS_ACCESS_TOKEN, or give --api-key-file FILE ("-" is standard input).',
    )
  else if (/[^\x21-\x7e]/.test(value)) problems.push('The key has characters in it that no key has.')
  return { kind: key ? 'api key' : 'access token', secret: new Secret(value) }
}

/**
 * Options win over the environment.
 * @throws BadSettings: all that is missing or wrong; nothing was sent
 */
export function connectionFrom(options: ConnectionOptions, environment: NodeJS.ProcessEnv): Connection {
  const problems: string[] = []
  const server = serverUrl(options.server ?? environment['OCTOPUS_URL'], problems)
  const credentials = credentialsOf(options, environment, problems)
  const space = options.space ?? environment['OCTOPUS_SPACE']
  const ca = options.ca === undefined ? undefined : read(options.ca, 'The authority', problems)
  if (ca !== undefined && ca !== '' && !ca.includes('-----BEGIN CERTIFICATE-----'))
    problems.push(`${options.ca} holds no certificate in PEM form.`)
  const requestTimeoutMs = milliseconds('--timeout', options.timeout, defaultRequestTimeoutMs, problems)
  const deadlineMs = milliseconds('--deadline', options.deadline, defaultDeadlineMs, problems)
  if (problems.length > 0) throw new BadSettings(problems)
  return { server, credentials, ...(space ? { space } : {}), ...(ca ? { ca } : {}), requestTimeoutMs, deadlineMs }
}
