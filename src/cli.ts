import { Command } from 'commander'
import { completionCommand } from './completion.js'
import { composeCommand } from './library/commands/compose.js'
import { doctorCommand } from './library/commands/doctor.js'
import { exportCommand } from './library/commands/export.js'
import { importCommand } from './library/commands/import.js'
import { nodePackageCommand } from './library/commands/node-package.js'
import { runCommand } from './library/commands/run.js'
import { upgradeCommand } from './library/commands/upgrade.js'
import { rehearseCommand } from './rehearsal/command.js'
import { runLoadProcess } from './rehearsal/load/load-process.js'
import { projectVersion } from './rehearsal/project-folder.js'
import { holdServer } from './rehearsal/real/hold-server.js'
import { arrModule } from './simulators/arr/arr-module.js'
import { runIisHostProcess } from './simulators/iis/host-process.js'
import { compareCommand } from './transcripts/compare-command.js'

const program: Command = new Command('octopus-blue-green')
  .description('Blue-green deployments of IIS web sites with Octopus Deploy.')
  .version(projectVersion(), '--version', 'print the version')
  .addCommand(rehearseCommand())
  .addCommand(compareCommand())
  .addCommand(importCommand())
  .addCommand(upgradeCommand())
  .addCommand(composeCommand())
  .addCommand(exportCommand())
  .addCommand(runCommand())
  .addCommand(doctorCommand())
  .addCommand(nodePackageCommand())
  .addCommand(completionCommand(() => program))

// Processes of a rehearsal.
program
  .command('iis-host', { hidden: true })
  .argument('<options>', 'as JSON')
  .action(async (options: string) => {
    await runIisHostProcess(options, [arrModule()])
    process.exit() // whatever a request or a worker may still hold
  })
program
  .command('hold-server', { hidden: true })
  .argument('<file>', 'what the server fills when it is up')
  .argument('<command...>')
  .action(holdServer)
program.command('load', { hidden: true }).action(() => runLoadProcess())

/** A command or an option that there is not ends with 2, as the documentation says; with 1 something was tried and failed. */
function endsWith2(command: Command): void {
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  command.commands.forEach(endsWith2)
}

endsWith2(program)
await program.parseAsync()
