import { AppcmdError, failure, notSimulated } from './appcmd-error.js'

export type CommandLine = {
  verb: string
  object: ObjectName
  identifier: string | undefined
  /** What is left when the general options are taken out. */
  parameters: Parameter[]
  xml: boolean
  config: 'written' | 'all' | undefined
  text: string | undefined
  /** Objects are read as XML from standard input. */
  input: boolean
  commit: string | undefined
}

/** `/name:value`, `/+selector` or `/-selector`; `value` is undefined without a colon. */
export type Parameter = { kind: 'set' | 'add' | 'remove'; name: string; value: string | undefined }

export type ObjectName = keyof typeof verbs

const verbs = {
  SITE: ['list', 'set', 'add', 'delete', 'start', 'stop'],
  APP: ['list', 'set', 'add', 'delete'],
  VDIR: ['list', 'set', 'add', 'delete'],
  APPPOOL: ['list', 'set', 'add', 'delete', 'start', 'stop', 'recycle'],
  CONFIG: ['list', 'set'],
  WP: ['list'],
  REQUEST: ['list'],
}

/** Of real appcmd, but not of the simulator. */
const otherObjects = new Set(['BACKUP', 'BINDING', 'MODULE', 'TRACE', 'DIRECTORY'])
const otherVerbs = new Set(['search', 'lock', 'unlock', 'clear', 'reset', 'migrate'])

/** appcmd refuses longer command lines. */
const maxCharacters = 30_000

/** @throws AppcmdError for what appcmd does not understand */
export function parseCommandLine(args: readonly string[]): CommandLine {
  if (args.join(' ').length > maxCharacters) throw failure(87, 'The command line is too long.')
  const [verb = '', object = '', ...rest] = args
  const name = objectNamed(object)
  if (!verbs[name].includes(verb.toLowerCase())) throw unsupportedVerb(verb, name)
  const identifier = rest[0] !== undefined && !isParameter(rest[0]) ? rest.shift() : undefined
  const line: CommandLine = {
    verb: verb.toLowerCase(),
    object: name,
    identifier,
    parameters: [],
    xml: false,
    config: undefined,
    text: undefined,
    input: false,
    commit: undefined,
  }
  for (const arg of rest) takeParameter(line, arg)
  return line
}

function objectNamed(given: string): ObjectName {
  const name = given.toUpperCase()
  const found = (Object.keys(verbs) as ObjectName[]).find((known) => name === known || name === `${known}S`)
  if (found) return found
  if (otherObjects.has(name.replace(/S$/, ''))) throw notSimulated(`the object ${name}`)
  throw new AppcmdError(87, `Object '${name}' is not supported.  Run 'appcmd.exe /?' to display supported objects.\r\r`)
}

function unsupportedVerb(verb: string, object: ObjectName): AppcmdError {
  if (otherVerbs.has(verb.toLowerCase()) && object === 'CONFIG') return notSimulated(`${verb} ${object}`)
  return new AppcmdError(
    87,
    `Command '${verb.toUpperCase()}' is not supported on object '${object}'. Run 'appcmd.exe ${object} /?'\r\r\nto display supported commands.\r\r`,
  )
}

const isParameter = (arg: string) => /^[/-]/.test(arg)

function takeParameter(line: CommandLine, arg: string): void {
  if (arg === '-') {
    line.input = true
    return
  }
  if (!isParameter(arg)) {
    throw new AppcmdError(
      87,
      `Failed to process input: The parameter '${arg}' must begin with a / or - (HRESULT=80070057).`,
    )
  }
  const parameter = parseParameter(arg.slice(1))
  const { name, value } = parameter
  const option = parameter.kind === 'set' ? name.toLowerCase() : ''
  if (option === 'xml') line.xml = true
  else if (option === 'in') line.input = true
  else if (option === 'config') line.config = value === '*' ? 'all' : 'written'
  else if (option === 'text') line.text = value ?? '*'
  else if (option === 'commit') line.commit = value?.toLowerCase()
  else if (option === 'apphostconfig') throw notSimulated('/apphostconfig')
  else if (option === '?') throw notSimulated('/?')
  else line.parameters.push(parameter)
}

function parseParameter(body: string): Parameter {
  const kind = body.startsWith('+') ? 'add' : body.startsWith('-') ? 'remove' : 'set'
  const rest = kind === 'set' ? body : body.slice(1)
  const colon = colonOutsideBrackets(rest)
  if (colon < 0) return { kind, name: rest, value: undefined }
  return { kind, name: rest.slice(0, colon), value: rest.slice(colon + 1) }
}

function colonOutsideBrackets(text: string): number {
  let isInside = false
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (isInside && character === "'") isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (character === '[') isInside = true
    else if (character === ']') isInside = false
    else if (character === ':' && !isInside) return at
  }
  return -1
}

/** Takes the parameter of this name out of the list, e.g. `section`; undefined when it was not given. */
export function takeValue(line: CommandLine, name: string): string | undefined {
  const at = line.parameters.findIndex((given) => given.kind === 'set' && given.name.toLowerCase() === name)
  if (at < 0) return undefined
  const [taken] = line.parameters.splice(at, 1)
  return taken?.value ?? ''
}
