import type { Octopus } from './step.js'

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')

/**
 * One service message. Attribute values are base64 of UTF-8.
 * @see https://octopus.com/docs/deployments/custom-scripts/logging-messages-in-scripts
 */
export const serviceMessage = (name: string, attributes: Readonly<Record<string, string>> = {}): string =>
  `##octopus[${[name, ...Object.entries(attributes).map(([key, value]) => `${key}='${base64(value)}'`)].join(' ')}]\n`

/**
 * Makes a text safe to print: ASCII only (the Tentacle decodes with the machine's OEM code page), no control characters,
 * and nothing that Octopus would take for a service message: its parser looks for the word anywhere in a line.
 */
export function printable(text: string): string[] {
  return text
    .split(/\r\n|\n/)
    .map((line) =>
      line
        .replace(/[^\x20-\x7e\t]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .replace(/##(?=octopus)/gi, '# #'),
    )
}

/**
 * Octopus's side of a step, written to `write`. Each call is one write, so that messages of parallel work do not mix.
 * @param secrets values that are replaced by `********` in everything that is printed, and so is each of their lines
 */
export function serviceMessages(
  write: (text: string) => void,
  variables: Readonly<Record<string, string>>,
  secrets: readonly string[],
): Octopus & { failed(message: string): void } {
  const hidden = secrets
    .flatMap((secret) => [secret, ...secret.split(/\r\n|\r|\n/)].map((part) => part.trim()))
    .filter((part) => part !== '')
    .sort((a, b) => b.length - a.length)
  const masked = (text: string) => hidden.reduce((shown, secret) => shown.replaceAll(secret, '********'), text)
  const lines = (text: string) =>
    printable(masked(text))
      .map((line) => `${line}\n`)
      .join('')
  const at = (level: string, text: string) =>
    write(serviceMessage(`stdout-${level}`) + lines(text) + serviceMessage('stdout-default'))
  return {
    info: (text) => write(lines(text)),
    verbose: (text) => at('verbose', text),
    warning: (text) => at('warning', text),
    highlight: (text) => at('highlight', text),
    progress: (percentage, message) =>
      write(serviceMessage('progress', { percentage: String(Math.round(percentage)), message: masked(message) })),
    set: (name, value) => write(serviceMessage('setVariable', { name, value: String(value) })),
    artifact: (path, name) => write(serviceMessage('createArtifact', { path, name, length: '0' })),
    variable: (name) => variables[name] || undefined,
    failed: (message) => {
      at('error', message)
      write(serviceMessage('resultMessage', { message: printable(masked(message)).join(' ') }))
    },
  }
}
