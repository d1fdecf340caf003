import { Command } from 'commander'
import { projectFolder } from '../../rehearsal/project-folder.js'
import { counterpart } from '../import/plan-import.js'
import { serverTemplates } from '../import/server-templates.js'
import { BadSettings } from '../server/bad-settings.js'
import { chosen, type StepTemplate, templateFiles } from '../step-template.js'
import { givenParameters } from '../tasks/given-parameters.js'
import { harmless, type MachineLog } from '../tasks/machine-log.js'
import { NoTargets } from '../tasks/no-targets.js'
import { NotInLibrary } from '../tasks/not-in-library.js'
import { runTask } from '../tasks/run-task.js'
import { saveArtifacts } from '../tasks/save-artifacts.js'
import { findTargets, type Target, type TargetsAsked } from '../tasks/targets.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { namedValues } from './named-values.js'
import { type ServerOptions, withServerOptions } from './server-options.js'
import { type Consent, checkConsent, consents } from './shown.js'
import { table } from './table.js'
import { type AtServer, withServer } from './with-server.js'

type RunOptions = ServerOptions &
  TargetsAsked & {
    readonly yes?: boolean
    readonly set?: readonly string[]
    readonly artifacts?: string
    readonly verbose?: boolean
  }

const examples = `  run status --role web --set BG.Application=MyApp --set BG.Root=D:\\BlueGreen
                                   how MyApp stands on every machine of the role, as a table
  run warm-up --machine web-1 --set BG.Address=http://127.0.0.1:18081 --set BG.Urls=/
`

const collect = (value: string, before: readonly string[] = []) => [...before, value]

export const runCommand = (): Command =>
  withServerOptions(
    new Command('run')
      .description('Runs one template on chosen machines as an ad-hoc task, and shows its log and its outputs.')
      .argument('<template>', 'e.g. status; it has to be in the library')
      .option('--machine <name>', 'a deployment target; may be given several times', collect)
      .option('--role <role>', 'all targets of a role')
      .option('--environment <name>', 'of those, the ones of this environment')
      .option(
        '--set <name=value>',
        'a parameter; may be given several times. Others on this machine can read it',
        collect,
      )
      .option('--artifacts <dir>', "where to put the task's artifacts")
      .option('--verbose', 'the verbose lines of the log too')
      .option('--yes', 'do not ask, also where the template changes something'),
    examples,
  ).action((name: string, options: RunOptions) =>
    withServer(
      options,
      () => check(name, options),
      (at) => run(at, name, options),
    ),
  )

const template = (name: string): StepTemplate =>
  chosen(templateFiles(projectFolder()), [name])[0]?.template as StepTemplate

/** A template that changes something has What If. */
function consentOf(ours: StepTemplate, { yes, set }: RunOptions): Consent {
  const changes =
    ours.Parameters.some(({ Name }) => Name === 'BG.WhatIf') && namedValues(set)['BG.WhatIf']?.toLowerCase() !== 'true'
  return { yes: yes === true || !changes }
}

function check(name: string, options: RunOptions): void {
  const { machine, role } = options
  if (!machine?.length && role === undefined)
    throw new BadSettings(['Which machines? Give --machine NAME or --role ROLE.'])
  givenParameters(template(name), namedValues(options.set))
  checkConsent(consentOf(template(name), options))
}

async function run({ octopus, space, shown }: AtServer, name: string, options: RunOptions): Promise<ExitCode> {
  const ours = template(name)
  const theirs = counterpart(ours, await serverTemplates(octopus, space, [ours]))
  if (!theirs) throw new NotInLibrary(ours.Name, space.name)
  const Properties = givenParameters(theirs, namedValues(options.set))
  const targets = usable(await findTargets(octopus, space, options), shown.progress)
  const names = targets.map(({ Name }) => Name).join(', ')
  if (!(await consents(consentOf(ours, options), `Run "${theirs.Name}" on ${names}?`))) return exitCodes.refused

  shown.progress(`Running "${theirs.Name}" (version ${theirs.Version}) on ${names}`)
  const result = await runTask(
    octopus,
    space,
    theirs.Name,
    targets,
    { ActionTemplateId: theirs.Id, Properties },
    {
      onState: (state, id) => shown.progress(`${id}: ${state}`),
    },
  )
  for (const machine of result.machines)
    for (const line of logLines(machine, options.verbose === true)) shown.line(line)
  shown.line('')
  for (const line of table(outputRows(result.machines))) shown.line(line)
  const files = options.artifacts === undefined ? [] : await saveArtifacts(octopus, space, result.id, options.artifacts)
  for (const file of files) shown.line(`Artifact: ${file}`)
  const exitCode = result.succeeded ? exitCodes.done : exitCodes.failed
  const machines = result.machines.map(({ name, result, outputs, lines }) => ({
    name,
    result,
    outputs,
    log: lines.map(({ MessageText }) => MessageText),
  }))
  shown.result({
    command: 'run',
    template: theirs.Name,
    task: result.id,
    state: result.state,
    machines,
    artifacts: files,
    exitCode,
  })
  shown.line(`${result.id}: ${result.state}`)
  return exitCode
}

/** @throws NoTargets */
function usable(targets: readonly Target[], say: (text: string) => void): Target[] {
  for (const { Name, IsDisabled } of targets) if (IsDisabled) say(`${Name} is disabled in Octopus: left out`)
  const left = targets.filter(({ IsDisabled }) => !IsDisabled)
  if (left.length === 0)
    throw new NoTargets(targets.length === 0 ? 'none fits what was asked for' : 'those that fit are disabled')
  return left
}

const logLines = ({ name, lines }: MachineLog, verbose: boolean): string[] =>
  lines
    .filter(({ Category }) => verbose || Category !== 'Verbose')
    .flatMap(({ MessageText }) => MessageText.split(/\r?\n/))
    .map((line) => `${name} | ${harmless(line)}`)

/** Machines downwards, outputs to the right. */
export function outputRows(machines: readonly MachineLog[]): string[][] {
  const names = [...new Set(machines.flatMap(({ outputs }) => Object.keys(outputs)))]
  return [
    ['machine', 'result', ...names],
    ...machines.map(({ name, result, outputs }) => [
      name,
      result,
      ...names.map((each) => harmless(outputs[each] ?? '')),
    ]),
  ]
}
