import path from 'node:path'
import * as z from 'zod/mini'
import { pathProblem } from '../../machine/path-problem.js'
import { folder, text, wholeNumber } from '../../octopus/parameter-types.js'
import type { Input } from '../../octopus/step.js'
import { isNginx, type RouterKind, routers, variables } from '../../process/chain.js'
import { step as prepareRouter } from '../../steps/prepare-router.js'
import { step as warmUp } from '../../steps/warm-up.js'
import { nearestNames } from '../nearest-names.js'
import { BadSettings } from '../server/bad-settings.js'
import { readSettingsFile, type Written } from './settings-file.js'

/** What a process is composed from. */
export type Settings = {
  /** The Octopus project, by name or id. */
  readonly project: string
  readonly role: string
  /** Machines at a time. */
  readonly window: string
  readonly router: RouterKind
  readonly package: string
  /** By name or id; undefined: the built-in one. */
  readonly feed: string | undefined
  /** The library variable set that holds the variables; undefined: the project does. */
  readonly variableSet: string | undefined
  /** By name, e.g. `BlueGreen.Ports`. */
  readonly variables: Readonly<Record<string, string>>
}

type Key = {
  readonly schema: Input['schema']
  readonly example: string
  readonly isNeeded: (router: RouterKind) => boolean
  /** Undefined: all. */
  readonly onlyFor?: (router: RouterKind) => boolean
  readonly isList?: true
  /** The project variable that it is the value of. */
  readonly variable?: string
}

/** `BlueGreen.FrontDoor` → `front-door`. */
export const keyOf = (variable: string) =>
  variable
    .replace('BlueGreen.', '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase()

/** A path of the servers, whatever this machine is. */
const serverPath = folder((given) => pathProblem(given, { rules: given.startsWith('/') ? path.posix : path.win32 }))
const paths: readonly string[] = ['Root', 'NginxConf', 'NginxProgram', 'NginxMainConf'].map(
  (name) => `BlueGreen.${name}`,
)
const lists: readonly string[] = ['WarmUpUrls', 'FrontBindings', 'NginxListen', 'NginxServerLines'].map(
  (name) => `BlueGreen.${name}`,
)

const inputs: readonly Input[] = [...Object.values(prepareRouter.inputs), ...Object.values(warmUp.inputs)]

const onlyFor = (key: string): Pick<Key, 'onlyFor'> => {
  if (key.startsWith('nginx-')) return { onlyFor: isNginx }
  if (key === 'farm') return { onlyFor: (router) => router === 'arr-health-file' }
  if (key === 'front-bindings' || key === 'adopt') return { onlyFor: (router) => router === 'arr-rewrite' }
  return {}
}

const always = () => true
const never = () => false

const ofVariables = Object.entries(variables).map(([variable, neededBy]): readonly [string, Key] => {
  const input = inputs.find((each) => each.variable === variable)
  if (!input) throw new Error(`No step has a parameter for ${variable}.`)
  return [
    keyOf(variable),
    {
      variable,
      schema: paths.includes(variable) ? serverPath : input.schema,
      example: input.example,
      isNeeded: (router) => neededBy === 'all' || neededBy === router || (neededBy === 'nginx' && isNginx(router)),
      ...onlyFor(keyOf(variable)),
      ...(lists.includes(variable) ? { isList: true } : {}),
    },
  ]
})

const name = text({ longest: 200 })

/** Every setting there is. */
const settingKeys: Readonly<Record<string, Key>> = {
  project: { schema: name, example: 'My Shop', isNeeded: always },
  'target-role': { schema: name, example: 'web', isNeeded: always },
  window: { schema: wholeNumber({ least: 1, most: 1_000 }), example: '1', isNeeded: never },
  router: { schema: prepareRouter.inputs['BG.Router'].schema, example: 'arr-rewrite', isNeeded: always },
  package: {
    schema: text({ longest: 200, pattern: /^\S+$/, rule: 'is no id of a package' }),
    example: 'MyApp',
    isNeeded: always,
  },
  feed: { schema: name, example: 'My feed', isNeeded: never },
  'library-variable-set': { schema: name, example: 'Blue-green', isNeeded: never },
  ...Object.fromEntries(ofVariables),
}

const keys: ReadonlyMap<string, Key> = new Map(Object.entries(settingKeys))

/** Asked for, and still to come. */
const notThereYet = ['load-balancer', 'metrics']

function valueProblem({ key, texts, form }: Written, wanted: Key): string | undefined {
  const value = texts.join('\n')
  const example = `e.g. ${wanted.example}`
  if (form === 'neither') return `${key} is neither a text nor a list of texts, ${example}`
  if (form === 'list' && !wanted.isList) return `${key} is a list, and must be one value, ${example}`
  if (value === '') return `${key} has no value (one that begins with # or * must be in quotes); write ${example}`
  if (wanted.variable && value.includes(`#{${wanted.variable}}`))
    return `${key} refers to ${wanted.variable}, which is itself; give the variable another name`
  if (value.includes('#{')) return undefined // known when it is deployed
  const result = z.safeParse(wanted.schema, value)
  if (result.success) return undefined
  return `${key} "${value}" ${result.error.issues.map(({ message }) => message).join('; ')}, ${example}`
}

const unknown = (key: string) => {
  const near = nearestNames(key, [...keys.keys()])
  return `there is no setting ${key}${near.length > 0 ? `; did you mean ${near.join(' or ')}?` : ''}`
}

/** What is wrong with one setting by itself. */
function problemOf(written: Written): string | undefined {
  const wanted = keys.get(written.key)
  if (notThereYet.includes(written.key)) return `${written.key} is not there yet; take it out`
  return wanted ? valueProblem(written, wanted) : unknown(written.key)
}

/** What is wrong with the settings together. An unknown router needs what all of them need. */
function problemsOfAll(written: readonly Written[], router: RouterKind | undefined): Problem[] {
  const possible = router ? [router] : routers
  const has = (key: string) => written.some((each) => each.key === key)
  const misplaced = written
    .filter(({ key }) => !possible.some((each) => keys.get(key)?.onlyFor?.(each) ?? true))
    .map(({ key, line }) => ({ line, told: `${key} is not for the router ${router}` }))
  const range = written.filter(({ key, texts }) => key === 'ports' && /^\d+\s*-/.test(texts[0] ?? ''))
  const fixed = router === 'arr-health-file' || router === 'nginx-flag'
  return [
    ...misplaced,
    ...range
      .filter(() => fixed)
      .map(({ line }) => ({ line, told: `the router ${router} knows two fixed ports, e.g. ports: 18081,18082` })),
    ...[...keys]
      // A site that is taken in brings its bindings along.
      .filter(
        ([key, { isNeeded }]) => !has(key) && possible.every(isNeeded) && !(key === 'front-bindings' && has('adopt')),
      )
      .map(([key, { example }]) => ({ line: undefined, told: `${key} is missing; write e.g. ${key}: ${example}` })),
  ]
}

type Problem = { readonly line: number | undefined; readonly told: string }

const inFile =
  (file: string) =>
  ({ line, told }: Problem) =>
    line === undefined ? `${file}: ${told}.` : `${file}, line ${line}: ${told}.`

/**
 * Reads a settings file.
 * @param file its name, for messages
 * @throws BadSettings: all that is wrong, with lines
 */
export async function settingsFrom(content: string, file: string): Promise<Settings> {
  const unreadable: Problem[] = []
  const written = await readSettingsFile(content, (line, told) => void unreadable.push({ line, told }))
  const value = (key: string) => written.find((each) => each.key === key)?.texts.join('\n')
  const router = routers.find((each) => each === value('router'))
  const problems = [
    ...unreadable,
    ...written.flatMap((each) => {
      const told = problemOf(each)
      return told === undefined ? [] : [{ line: each.line, told }]
    }),
    ...(unreadable.length === 0 ? problemsOfAll(written, router) : []),
  ].sort((a, b) => (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER))
  if (problems.length > 0 || !router) throw new BadSettings(problems.map(inFile(file)))
  const values = [...keys].flatMap(([key, { variable }]) => {
    const text = value(key)
    return variable === undefined || text === undefined ? [] : [[variable, text] as const]
  })
  return {
    project: value('project') ?? '',
    role: value('target-role') ?? '',
    window: value('window') ?? '1',
    router,
    package: value('package') ?? '',
    feed: value('feed'),
    variableSet: value('library-variable-set'),
    variables: Object.fromEntries(values),
  }
}
