import { Command } from 'commander'
import { chain } from '../../process/chain.js'
import { octopusProcess } from '../../process/octopus-process.js'
import { projectFolder } from '../../rehearsal/project-folder.js'
import type { Settings } from '../compose/settings.js'
import { wantedProcess } from '../compose/wanted-process.js'
import { processOcl, variablesOcl } from '../export/ocl-files.js'
import { terraformFiles } from '../export/terraform-files.js'
import { writeNewFiles } from '../export/write-new-files.js'
import { BadSettings } from '../server/bad-settings.js'
import { chosen, type StepTemplate, templateFiles } from '../step-template.js'
import { defaultSettingsFile, readSettings } from './compose.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { type ServerOptions, withServerOptions } from './server-options.js'
import type { Shown } from './shown.js'
import { type AtServer, reported, withServer } from './with-server.js'

type Options = ServerOptions & { readonly format?: string; readonly out?: string }

const examples = `  export --format ocl --out .octopus        for a project under version control; asks the server for the templates' ids
  export --format terraform --out octopus   a module for the provider OctopusDeploy/octopusdeploy 1.x; no server is asked
`

/** What marks exported variables: also for people who wonder where they come from. */
const description = 'Exported by octopus-blue-green.'

export const exportCommand = (): Command =>
  withServerOptions(
    new Command('export')
      .description('Writes the process that compose would make as files: OCL (config as code) or Terraform.')
      .argument('[settings]', 'the settings file', defaultSettingsFile)
      .option('--format <format>', 'ocl or terraform')
      .option('--out <dir>', 'the folder for the files; no file that is another one is overwritten'),
    examples,
  ).action((file: string, options: Options) => {
    const { format, out = '' } = options
    const check = () => {
      const problems = [
        ...(format === 'ocl' || format === 'terraform' ? [] : ['--format: ocl or terraform is needed.']),
        ...(out === '' ? ['--out: a folder is needed.'] : []),
      ]
      if (problems.length > 0) throw new BadSettings(problems)
      return readSettings(file)
    }
    if (format === 'ocl') return withServer(options, check, (at, settings) => exportOcl(at, settings, out))
    return reported(options, async (say) => exportTerraform(await check(), out, say))
  })

async function written(
  folder: string,
  files: ReadonlyMap<string, string>,
  format: string,
  say: Shown,
): Promise<ExitCode> {
  const names = await writeNewFiles(folder, files)
  for (const name of names) say.line(`Written: ${name}`)
  if (names.length === 0) say.line(`Nothing to do: ${files.size} files in ${folder} are as they should be.`)
  say.result({ command: 'export', format, written: names, exitCode: exitCodes.done })
  return exitCodes.done
}

async function exportOcl({ octopus, space, shown }: AtServer, settings: Settings, out: string): Promise<ExitCode> {
  const { steps, feedSlug, hints } = await wantedProcess(octopus, space, settings)
  for (const hint of hints) shown.line(hint)
  const files = new Map([['deployment_process.ocl', processOcl(steps, feedSlug)]])
  // A library variable set is never under version control.
  if (settings.variableSet === undefined) files.set('variables.ocl', variablesOcl(settings.variables, description))
  return written(out, files, 'ocl', shown)
}

function exportTerraform(settings: Settings, out: string, say: Shown): Promise<ExitCode> {
  const blueGreen = chain(settings.router)
  const names = [...new Set(blueGreen.flatMap(({ actions }) => actions.map(({ step }) => step)))]
  const ours = templateFiles(projectFolder())
  const templates = new Map(names.map((name) => [name, chosen(ours, [name])[0]?.template as StepTemplate] as const))
  const { role, window, variables, variableSet } = settings
  const process = octopusProcess(blueGreen, {
    ...{ templates, role, window },
    package: { id: settings.package, feedId: '' },
  })
  const files = terraformFiles({
    templates: [...templates.values()],
    steps: process,
    variables,
    variableSet,
    description,
  })
  return written(out, files, 'terraform', say)
}
