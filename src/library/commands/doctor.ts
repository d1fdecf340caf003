import { Command } from 'commander'
import { projectFolder } from '../../rehearsal/project-folder.js'
import { checkFeeds, checkTemplates, orNotAllowed } from '../doctor/check-space.js'
import { checkNode, checkTargets } from '../doctor/check-targets.js'
import { type Finding, ok, problem } from '../doctor/finding.js'
import { checkPermissions } from '../doctor/permissions.js'
import { templateFiles } from '../step-template.js'
import { findTargets } from '../tasks/targets.js'
import { UnknownName } from '../unknown-name.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { type ServerOptions, withServerOptions } from './server-options.js'
import { type AtServer, serverAsJson, withServer } from './with-server.js'

type DoctorOptions = ServerOptions & { readonly role?: string; readonly environment?: string; readonly task?: boolean }

const examples = `  doctor                           the server, the key's permissions, feeds, templates
  doctor --role web                also the machines of the role, and whether Node is on them (an ad-hoc task)
  doctor --role web --no-task      without that task
`

export const doctorCommand = (): Command =>
  withServerOptions(
    new Command('doctor')
      .description('Looks whether the server, the key and the machines are ready. Changes nothing.')
      .option('--role <role>', 'the target role of the web servers')
      .option('--environment <name>', 'of those machines, the ones of this environment')
      .option('--no-task', 'run nothing on the machines'),
    examples,
  ).action((options: DoctorOptions) =>
    withServer(
      options,
      () => {},
      (at) => examine(at, options),
    ),
  )

async function targetsOf({ octopus, space }: AtServer, { role, environment, task }: DoctorOptions): Promise<Finding[]> {
  if (role === undefined) return []
  try {
    const targets = await findTargets(octopus, space, { role, ...(environment === undefined ? {} : { environment }) })
    const found = checkTargets(role, targets)
    return task === false ? found : [...found, ...(await orNotAllowed('Node', checkNode(octopus, space, targets)))]
  } catch (error) {
    if (error instanceof UnknownName) return [problem(`target role ${role}`, error.happened, error.todo)]
    throw error
  }
}

const marks: Readonly<Record<Finding['state'], string>> = { ok: 'ok      ', warning: 'WARNING ', problem: 'PROBLEM ' }

async function examine(at: AtServer, options: DoctorOptions): Promise<ExitCode> {
  const { octopus, space, shown } = at
  const findings: Finding[] = []
  const found = (more: readonly Finding[]) => {
    for (const { what, state, says, todo } of more)
      shown.line(`${marks[state]} ${what}: ${says}${todo ? `. ${todo}` : ''}`)
    findings.push(...more)
  }
  found([
    ok('server', `Octopus ${space.serverVersion} at ${octopus.connection.server}`),
    ok('space', `${space.name} (${space.id})`),
  ])
  found(await orNotAllowed('permissions', checkPermissions(octopus, space)))
  found(await orNotAllowed('feeds', checkFeeds(octopus, space)))
  found(
    await orNotAllowed(
      'templates',
      checkTemplates(
        octopus,
        space,
        templateFiles(projectFolder()).map(({ template }) => template),
      ),
    ),
  )
  found(await orNotAllowed('targets', targetsOf(at, options)))
  const problems = findings.filter(({ state }) => state === 'problem').length
  const exitCode = problems === 0 ? exitCodes.done : exitCodes.failed
  shown.line(problems === 0 ? 'Ready.' : `${problems} ${problems === 1 ? 'problem' : 'problems'}.`)
  shown.result({
    command: 'doctor',
    ...serverAsJson(at),
    version: space.serverVersion,
    findings,
    exitCode,
  })
  return exitCode
}
