import { Command } from 'commander'
import { projectFolder } from '../../rehearsal/project-folder.js'
import { applyImport } from '../import/apply-import.js'
import { logoFile, uploadLogo, withoutLogo } from '../import/logo.js'
import { writeOffline } from '../import/offline.js'
import { planImport } from '../import/plan-import.js'
import { serverTemplates } from '../import/server-templates.js'
import { asJson, rowOf, type Todo, todoOf } from '../import/todo.js'
import { replanned } from '../server/replanned.js'
import { chosen, type StepTemplate, type TemplateFile, templateFiles } from '../step-template.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { type ServerOptions, withServerOptions } from './server-options.js'
import { type Consent, checkConsent, consents, type Shown } from './shown.js'
import { table } from './table.js'
import { type AtServer, reported, serverAsJson, serverInWords, withServer } from './with-server.js'

type ImportOptions = ServerOptions & Consent & { readonly force?: boolean; readonly offline?: string }

const examples = `  import                           shows what would change in the library, asks, and does it
  import --dry-run                 changes nothing; exit code 3 when there is something to do
  import --yes warm-up switch-arr  these templates only, without a question
  import --yes --force             also those that people have changed in Octopus: their changes are lost in the new version
  import --offline DIR             writes files to paste in by hand: Octopus, Library, Step templates, Import
`

export const importCommand = (): Command =>
  withServerOptions(
    new Command('import')
      .description("Brings the step templates into a space's library, or up to date there.")
      .argument('[templates...]', 'e.g. warm-up or "Blue-Green - Warm Up"; default: all')
      .option('--yes', 'do it without asking')
      .option('--dry-run', 'show what would be done, and do nothing')
      .option('--force', 'overwrite what people have changed in Octopus')
      .option('--offline <dir>', 'write files instead; no server is asked'),
    examples,
  ).action(run)

function run(names: readonly string[], options: ImportOptions): Promise<void> {
  if (options.offline !== undefined) {
    const folder = options.offline
    return reported(options, (say) => offline(chosenFiles(names), folder, say))
  }
  const check = () => {
    chosenFiles(names)
    checkConsent(options)
  }
  return withServer(options, check, (at) => replanned(() => importInto(at, chosenFiles(names), options)))
}

const chosenFiles = (names: readonly string[]) => chosen(templateFiles(projectFolder()), names)

async function offline(files: readonly TemplateFile[], folder: string, say: Shown): Promise<ExitCode> {
  const written = await writeOffline(files, folder)
  for (const file of written) say.line(`Written: ${file}`)
  say.line(
    written.length === 0
      ? `Nothing to do: ${files.length} files in ${folder} are as this version brings them.`
      : 'In Octopus: Library, Step templates, Import; paste one file after the other.',
  )
  say.result({ command: 'import', offline: folder, written })
  return exitCodes.done
}

async function look({ octopus, space }: AtServer, ours: readonly StepTemplate[], force: boolean): Promise<Todo[]> {
  const plan = planImport(ours, await serverTemplates(octopus, space, ours))
  const ids = plan.flatMap((planned) => (planned.state === 'new' ? [] : [planned.theirs.Id]))
  const bare = await withoutLogo(octopus, space, ids)
  return plan.map((planned) => todoOf(planned, { bare, force }))
}

const count = (number: number) => `${number} ${number === 1 ? 'template' : 'templates'}`

async function importInto(at: AtServer, files: readonly TemplateFile[], options: ImportOptions): Promise<ExitCode> {
  const { octopus, shown } = at
  const todos = await look(
    at,
    files.map(({ template }) => template),
    options.force === true,
  )
  const pending = todos.filter(({ needsWrite, needsLogo }) => needsWrite || needsLogo)
  const left = todos.filter(({ planned, needsWrite }) => planned.state === 'edited' && !needsWrite)
  const stays = left.length > 0 ? exitCodes.refused : exitCodes.done

  shown.line(`Step templates of ${serverInWords(at)}:`)
  for (const line of table(todos.map(rowOf))) shown.line(`  ${line}`)
  const finish = (exitCode: ExitCode, done: readonly string[], said: string): ExitCode => {
    if (left.length > 0)
      shown.line(
        `${count(left.length)} left alone, because somebody has changed them in Octopus. "--force" overwrites that.`,
      )
    shown.line(said)
    shown.result({
      command: 'import',
      ...serverAsJson(at),
      dryRun: options.dryRun === true,
      templates: todos.map((todo) => asJson(todo, done)),
      requests: octopus.requests,
      exitCode,
    })
    return exitCode
  }
  if (pending.length === 0) {
    const fine = todos.length - left.length
    return finish(stays, [], `Nothing to do: ${count(fine)} as this version brings ${fine === 1 ? 'it' : 'them'}.`)
  }
  if (options.dryRun)
    return finish(exitCodes.pending, [], `${count(pending.length)} to do. Nothing was changed (--dry-run).`)
  if (!(await consents(options, `Do this to ${count(pending.length)}?`)))
    return finish(exitCodes.refused, [], 'Nothing was changed.')

  const done = await apply(at, pending)
  return finish(stays, done, `Done: ${count(done.length)}.`)
}

async function apply({ octopus, space, shown }: AtServer, pending: readonly Todo[]): Promise<string[]> {
  const logo = logoFile(projectFolder())
  const done: string[] = []
  for (const { planned, needsWrite, needsLogo } of pending) {
    const stored = needsWrite || planned.state === 'new' ? await applyImport(octopus, space, planned) : planned.theirs
    if (needsLogo) await uploadLogo(octopus, space, stored.Id, logo)
    done.push(planned.ours.Name)
    shown.line(`  ${planned.ours.Name}: version ${stored.Version} (${stored.Id})`)
  }
  return done
}
