import { Command } from 'commander'
import { completionCommand } from './completion.js'
import { doctorCommand } from './library/commands/doctor.js'
import { importCommand } from './library/commands/import.js'
import { nodePackageCommand } from './library/commands/node-package.js'
import { runCommand } from './library/commands/run.js'
import { upgradeCommand } from './library/commands/upgrade.js'
import { rehearseCommand } from './rehearsal/command.js'
import { runDistanceProcess } from './rehearsal/distance/distance-process.js'
import { runLoadProcess } from './rehearsal/load/load-process.js'
import { arrModule } from './simulators/arr/arr-module.js'
import { runIisHostProcess } from './simulators/iis/host-process.js'

const program: Command = new Command('octopus-blue-green')
  .description('Blue-green deployments of IIS web sites with Octopus Deploy.')
  .addCommand(rehearseCommand())
  .addCommand(importCommand())
  .addCommand(upgradeCommand())
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
program.command('distance', { hidden: true }).argument('<options>', 'as JSON').action(runDistanceProcess)
program.command('load', { hidden: true }).action(() => runLoadProcess())

await program.parseAsync()
