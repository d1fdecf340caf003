import { Command } from 'commander'
import { hasProgram } from '../machine/find-program.js'
import { BadOptions } from './bad-options.js'
import { display } from './display.js'
import { Interrupted } from './interrupted.js'
import { findNginx } from './nginx.js'
import { defaults, failures, parseOptions, type RawOptions } from './options.js'
import { rehearse } from './rehearse.js'
import { terminalTable } from './report/terminal-table.js'
import { writeReport } from './report/write-report.js'

const examples = `
Examples:
  rehearse                                    three machines, 1.0.0 -> 1.1.0, the built-in sample application
  rehearse --router arr-rewrite --window 2    two machines at a time behind the simulated ARR
  rehearse --soak 100 --rate 1000 --rtt 20ms  100 switches to and fro on one machine, clients 20 ms away
  rehearse --fail switch                      what happens when the new release is not proven
  rehearse --package my-app.1.0.0.zip --package my-app.1.1.0.zip --start "node server.js"
                                              your own application: it listens on %PORT% and answers GET / with 200

Exit code: 0 when no request was lost, mixed or answered by the old release after a switch was proven, every transfer
was completed, and the deployments ended as expected; 1 otherwise; 2 for bad options; 130 when interrupted.
`

const collect = (value: string, before: readonly string[] = []) => [...before, value]

export function rehearseCommand(): Command {
  return new Command('rehearse')
    .description(
      'Deploys a release and the next one on simulated machines, or on a real one, under load, and shows what a client saw.',
    )
    .option('--tentacles <number>', `how many machines; default: ${defaults.tentacles}, with --soak 1`)
    .option('--window <number>', 'how many of them at a time', defaults.window)
    .option(
      '--router <router>',
      'nginx-flag or nginx-reload (a real NGINX), arr-rewrite or arr-health-file (simulated); default: nginx-flag where there is NGINX',
    )
    .option('--rate <number>', 'requests a second over all machines', defaults.rate)
    .option('--releases <list>', 'the first one is there when the load starts', defaults.releases)
    .option('--package <file>', 'a .zip or .nupkg instead of the sample application; one a release', collect)
    .option('--start <command>', 'how that application starts when its web.config names no process')
    .option('--fail <where>', `what goes wrong with the last release: ${failures.join(', ')}`)
    .option('--soak <number>', 'so many switches to and fro on one machine, compared with as long without')
    .option('--rtt <delay>', 'there and back between clients and machines, e.g. 20ms; default: none')
    .option('--adopt', 'each machine begins with the application as a plain site, which is taken in under load')
    .option('--iis <iis>', 'simulated, or real: this Windows machine with its own IIS (docs/testing-on-windows.md)')
    .option('--powershell <program>', 'with --iis real: what runs the templates; default: Windows PowerShell')
    .option('--beside-other-sites', 'with --iis real: also where there are sites that no rehearsal has made')
    .option('--transcript <file>', 'where every command goes that the steps run, with its answer')
    .option('--out <folder>', 'of the report; default: rehearsals/<date-time>')
    .option('--keep', 'keep the folders of the machines')
    .addHelpText('after', examples)
    .action(run)
}

async function run(raw: RawOptions): Promise<void> {
  const shown = display(process.stdout)
  const interrupting = new AbortController()
  const interrupt = () => {
    if (interrupting.signal.aborted) process.exit(130)
    shown.line('Interrupted: ending what was started')
    interrupting.abort(new Interrupted())
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt)
  try {
    const options = parseOptions(raw, {
      nginx: findNginx() !== undefined,
      openssl: hasProgram('openssl'),
      now: new Date(),
      platform: process.platform,
    })
    const report = await rehearse(options, { self: self(), display: shown, signal: interrupting.signal })
    shown.close()
    const { html } = await writeReport(report, options.out)
    process.stdout.write(
      `${terminalTable(report)}\nReport: ${html} (the data beside it in report.json, the log of the steps in steps.log)\n`,
    )
    process.exitCode = report.ok ? 0 : 1
  } catch (error) {
    shown.close()
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = error instanceof BadOptions ? 2 : error instanceof Interrupted ? 130 : 1
  }
}

/** This program, as it was started. */
const self = (): string[] => [process.execPath, ...process.execArgv, process.argv[1] ?? '']
