import { Command } from 'commander'
import { projectFolder } from '../../rehearsal/project-folder.js'
import { planImport } from '../import/plan-import.js'
import { serverTemplates } from '../import/server-templates.js'
import { BadSettings } from '../server/bad-settings.js'
import { chosen, templateFiles } from '../step-template.js'
import { type Moved, moveActions } from '../upgrade/move-actions.js'
import { batches, type Move, planUpgrade } from '../upgrade/plan-upgrade.js'
import { readUsage } from '../upgrade/read-usage.js'
import { placeOf, stepOf } from '../upgrade/usage.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { namedValues } from './named-values.js'
import { type ServerOptions, withServerOptions } from './server-options.js'
import { type Consent, checkConsent, consents } from './shown.js'
import { table } from './table.js'
import { type AtServer, serverAsJson, serverInWords, withServer } from './with-server.js'

type UpgradeOptions = ServerOptions & Consent & { readonly set?: readonly string[] }

const examples = `  upgrade --dry-run                which steps of which projects use older versions; exit code 3 when there are some
  upgrade                          shows them, asks, and moves them to the versions of the library
  upgrade --yes warm-up            one template only, without a question
  upgrade --yes --set BG.Url=/ok   the value of a new parameter that has no default
`

export const upgradeCommand = (): Command =>
  withServerOptions(
    new Command('upgrade')
      .description(
        'Moves the processes and runbooks that use older versions of the templates to the ones in the library.',
      )
      .argument('[templates...]', 'e.g. warm-up or "Blue-Green - Warm Up"; default: all')
      .option('--yes', 'do it without asking')
      .option('--dry-run', 'show what would be done, and do nothing')
      .option('--set <name=value>', 'for a new parameter without a default; may be given several times', collect),
    examples,
  ).action((names: readonly string[], options: UpgradeOptions) =>
    withServer(
      options,
      () => {
        files(names)
        namedValues(options.set)
        checkConsent(options)
      },
      (at) => upgrade(at, names, options),
    ),
  )

const collect = (value: string, before: readonly string[] = []) => [...before, value]

const files = (names: readonly string[]) => chosen(templateFiles(projectFolder()), names)

const called = ({ template, usage }: Move): string[] => [
  placeOf(usage),
  stepOf(usage),
  template.Name,
  `${usage.Version} -> ${template.Version}`,
]

const count = (number: number) => `${number} ${number === 1 ? 'step' : 'steps'}`

const told: Readonly<Record<Moved['outcome'], string>> = {
  moved: 'moved',
  merge: 'to be merged by hand',
  'default missing': 'a value is missing',
  'package in use': 'a package that is gone is in use',
  unknown: 'not known',
}

async function upgrade(at: AtServer, names: readonly string[], options: UpgradeOptions): Promise<ExitCode> {
  const { octopus, space, shown } = at
  const ours = files(names).map(({ template }) => template)
  const plan = planImport(ours, await serverTemplates(octopus, space, ours))
  const there = plan.flatMap((planned) => (planned.state === 'new' ? [] : [planned.theirs]))
  const used = await readUsage(octopus, space, there)
  const given = namedValues(options.set)
  const moves = planUpgrade(used, given)
  const unused = Object.keys(given).filter(
    (name) => !there.some(({ Parameters }) => Parameters.some((one) => one.Name === name)),
  )
  if (unused.length > 0)
    throw new BadSettings(unused.map((name) => `--set ${name}: none of these templates has such a parameter.`))
  const can = moves.filter(({ missing }) => missing.length === 0)

  shown.line(`Steps in ${serverInWords(at)} that use older versions:`)
  for (const line of table(
    moves.map((move) => [...called(move), move.missing.length > 0 ? `needs --set ${move.missing.join(', ')}` : '']),
  ))
    shown.line(`  ${line}`)
  for (const planned of plan)
    if (planned.state === 'changed')
      shown.line(`"${planned.ours.Name}" in the library is older than this version brings: "import" first.`)

  const finish = (exitCode: ExitCode, results: readonly Moved[], said: string): ExitCode => {
    shown.line(said)
    shown.result({
      command: 'upgrade',
      ...serverAsJson(at),
      dryRun: options.dryRun === true,
      steps: moves.map((move) => asJson(move, results)),
      requests: octopus.requests,
      exitCode,
    })
    return exitCode
  }
  const actions = used.reduce((sum, { usages }) => sum + usages.length, 0)
  if (moves.length === 0)
    return finish(exitCodes.done, [], `Nothing to do: ${count(actions)} with ${there.length} templates of the library.`)
  const requests = `${octopus.requests} requests`
  if (options.dryRun)
    return finish(
      exitCodes.pending,
      [],
      `${count(moves.length)} of ${actions} to move (${requests}). Nothing was changed (--dry-run).`,
    )
  if (can.length === 0) return finish(exitCodes.refused, [], 'Nothing was changed: give the missing values.')
  if (!(await consents(options, `Move ${count(can.length)}?`)))
    return finish(exitCodes.refused, [], 'Nothing was changed.')

  const results: Moved[] = []
  for (const batch of batches(can)) {
    const moved = await moveActions(octopus, space, batch)
    for (const line of table(moved.map(({ move, outcome, why }) => [...called(move), told[outcome], why])))
      shown.line(`  ${line}`)
    results.push(...moved)
  }
  const done = results.filter(({ outcome }) => outcome === 'moved').length
  const left = moves.length - done
  return left === 0
    ? finish(exitCodes.done, results, `Done: ${count(done)} moved.`)
    : finish(
        exitCodes.refused,
        results,
        `${count(done)} moved; ${count(left)} still on an older version: open them in Octopus, or give the missing values.`,
      )
}

function asJson(move: Move, results: readonly Moved[]) {
  const { usage, template, missing } = move
  const result = results.find((each) => each.move === move)
  return {
    project: usage.ProjectName,
    ...(usage.RunbookName ? { runbook: usage.RunbookName } : {}),
    ...(usage.Branch ? { branch: usage.Branch } : {}),
    step: usage.StepName,
    action: usage.ActionName,
    template: template.Name,
    from: usage.Version,
    to: String(template.Version),
    missing,
    ...(result ? { outcome: result.outcome, why: result.why } : {}),
  }
}
