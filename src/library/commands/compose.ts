import { readFileSync } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { Command } from 'commander'
import { replaceFile } from '../../machine/replace-file.js'
import { applyComposition } from '../compose/apply-composition.js'
import { exampleSettings } from '../compose/example-settings.js'
import { isPending, type PlannedPart } from '../compose/plan-process.js'
import type { PlannedVariable } from '../compose/plan-variables.js'
import { type Composition, readComposition } from '../compose/read-composition.js'
import { type Settings, settingsFrom } from '../compose/settings.js'
import { BadSettings } from '../server/bad-settings.js'
import { replanned } from '../server/replanned.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { type ServerOptions, withServerOptions } from './server-options.js'
import { type Consent, checkConsent, consents, type Shown } from './shown.js'
import { table } from './table.js'
import { type AtServer, reported, withServer } from './with-server.js'

type Options = ServerOptions &
  Consent & { readonly init?: boolean; readonly branch?: string; readonly takeOver?: boolean }

export const defaultSettingsFile = 'blue-green.yaml'

const examples = `  compose --init                   writes blue-green.yaml, an example with an explanation of each setting
  compose                          shows what would change in the project's process and variables, asks, and does it
  compose shop.yaml --dry-run      changes nothing; exit code 3 when there is something to do
  compose --yes --branch main      a project under version control: commits to this branch
  compose --take-over              takes steps for its own that were made by hand: of the same name, with the same template
`

export const composeCommand = (): Command =>
  withServerOptions(
    new Command('compose')
      .description("Makes or updates a project's blue-green deployment process and its variables from a settings file.")
      .argument('[settings]', 'the settings file', defaultSettingsFile)
      .option('--init', 'write an example of the settings file instead; no server is asked')
      .option('--yes', 'do it without asking')
      .option('--dry-run', 'show what would be done, and do nothing')
      .option('--branch <name>', 'of a project under version control; default: its default branch')
      .option('--take-over', 'steps that were made by hand with the names and templates of the chain become its own'),
    examples,
  ).action((file: string, options: Options) => {
    if (options.init) return reported(options, (say) => init(file, say))
    const check = async () => {
      const settings = await readSettings(file)
      checkConsent(options)
      return settings
    }
    return withServer(options, check, (at, settings) => replanned(() => composeAt(at, settings, options)))
  })

/** @throws BadSettings */
export async function readSettings(file: string): Promise<Settings> {
  let content: string
  try {
    content = readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new BadSettings([
      code === 'ENOENT'
        ? `There is no ${file}. "compose --init" writes an example.`
        : `${file} cannot be read (${code ?? error}).`,
    ])
  }
  return settingsFrom(content, file)
}

async function init(file: string, say: Shown): Promise<ExitCode> {
  const isThere = await lstat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  )
  if (isThere) throw new BadSettings([`${file} is there already. It was left as it is.`])
  await replaceFile(file, exampleSettings)
  say.line(`Written: ${file}. Adapt it, then run "compose ${file} --dry-run".`)
  say.result({ command: 'compose', written: [file] })
  return exitCodes.done
}

const partShown: Readonly<Record<PlannedPart['state'], string>> = {
  new: 'new',
  changed: 'changed',
  unchanged: 'unchanged',
  removed: 'removed',
  'not ours': 'not ours, stays',
}

function partRow({ kind, name, state, differences, kept }: PlannedPart): string[] {
  const told = [...differences, ...(kept.length > 0 ? [`stays as people have set it: ${kept.join(', ')}`] : [])]
  return [kind === 'step' ? name : `  ${name}`, partShown[state], told.join('; ')]
}

const oneLine = (value = '') => value.replaceAll('\n', ' | ')

function variableRow({ name, state, from, to, told }: PlannedVariable): string[] {
  const values = state === 'changed' ? `${oneLine(from)} -> ${oneLine(to)}` : oneLine(to ?? from)
  return [name, state, told === '' ? values : `${values} (${told})`]
}

const variablesOf = ({ places, hiding }: Composition) => [...places.flatMap(({ plan }) => plan.planned), ...hiding]

function showPlan({ shown, octopus, space }: AtServer, composition: Composition): void {
  const { project, branch, plan, places, hints, lacksSet } = composition
  const where = `${octopus.connection.server}, Octopus ${space.serverVersion}`
  const what = branch === undefined ? `"${project.Name}"` : `"${project.Name}", branch ${branch}`
  shown.line(`Deployment process of the project ${what} (${where}):`)
  for (const line of table(plan.parts.map(partRow))) shown.line(`  ${line}`)
  for (const place of places) {
    const { planned, others } = place.plan
    if (planned.length === 0) continue
    const news = place.library && place.path === undefined ? ', which is new' : ''
    shown.line(`${place.what.replace('the', 'The')}${news}:`)
    for (const line of table(planned.map(variableRow))) shown.line(`  ${line}`)
    if (others.length > 0) shown.line(`  Not ours, stay: ${others.join(', ')}`)
  }
  for (const line of table(composition.hiding.map(variableRow))) shown.line(`  ${line}`)
  if (lacksSet) shown.line(`The project will include ${places[0]?.what}.`)
  for (const hint of hints) shown.line(hint)
}

const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`

async function composeAt(at: AtServer, settings: Settings, options: Options): Promise<ExitCode> {
  const { octopus, space, shown } = at
  const composition = await readComposition(octopus, space, settings, options)
  const { plan, lacksSet } = composition
  const variables = variablesOf(composition)
  const inTheWay = variables.filter(({ state }) => state === 'in the way')
  const parts = plan.parts.filter(isPending)
  const values = variables.filter(isPending)
  const isMissingSet = composition.places.some(({ path }) => path === undefined)
  const pending = parts.length + values.length + Number(lacksSet) + Number(isMissingSet)
  showPlan(at, composition)

  const finish = (exitCode: ExitCode, done: boolean, said: string): ExitCode => {
    if (inTheWay.length > 0)
      shown.line(
        `Left alone, and in the way: ${inTheWay.map(({ name }) => name).join(', ')}. Delete or rename them in Octopus, or take them out of the settings.`,
      )
    shown.line(said)
    shown.result({ ...asJson(at, composition), dryRun: options.dryRun === true, done, exitCode })
    return exitCode
  }
  if (plan.taken.length > 0)
    return finish(
      exitCodes.refused,
      false,
      `The process has ${plan.taken.map((name) => `"${name}"`).join(', ')} already, and compose did not make ${plan.taken.length === 1 ? 'it' : 'them'}. Nothing was changed. Rename or delete ${plan.taken.length === 1 ? 'it' : 'them'} in Octopus, or give --take-over for steps that use these templates.`,
    )
  const stays = inTheWay.length > 0 ? exitCodes.refused : exitCodes.done
  if (pending === 0) return finish(stays, false, 'Nothing to do: the process is as the settings want it.')
  const todo = `${count(parts.length, 'change', 'changes')} of the process and ${count(values.length, 'variable', 'variables')}`
  if (options.dryRun) return finish(exitCodes.pending, false, `${todo} to do. Nothing was changed (--dry-run).`)
  if (!(await consents(options, 'Do this?'))) return finish(exitCodes.refused, false, 'Nothing was changed.')
  await applyComposition(octopus, space, composition)
  return finish(stays, true, `Done: ${todo}.`)
}

const asJson = ({ octopus, space }: AtServer, composition: Composition) => ({
  command: 'compose',
  server: octopus.connection.server,
  space: { id: space.id, name: space.name },
  project: { id: composition.project.Id, name: composition.project.Name },
  ...(composition.branch === undefined ? {} : { branch: composition.branch }),
  steps: composition.plan.parts,
  namesTaken: composition.plan.taken,
  variables: composition.places.flatMap(({ what, plan }) =>
    plan.planned.map((each) => ({ ...each, in: what.replace('the ', '') })),
  ),
  inTheWay: variablesOf(composition).filter(({ state }) => state === 'in the way'),
  hints: composition.hints,
  requests: octopus.requests,
})
