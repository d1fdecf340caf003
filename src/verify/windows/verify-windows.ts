import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { execa } from 'execa'
import { compareRehearsal } from './compare-rehearsal.js'
import { comparedRehearsals, goldenFile } from './rehearsals.js'
import { contractTests, unitTests } from './windows-tests.js'

/** What a Windows machine can do besides `verify`: docs/testing-on-windows.md. Each part fails with exit code 1. */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..')
const testsLimitMs = 20 * 60_000
const rehearsalLimitMs = 15 * 60_000

const vitest = async (files: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  // One file after the other: the machine has one IIS.
  const args = [path.join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--no-file-parallelism', ...files]
  const { exitCode } = await execa(process.execPath, args, {
    ...{ cwd: root, env, stdio: 'inherit', reject: false, timeout: testsLimitMs },
  })
  process.exitCode = exitCode ?? 1
}

type RehearsalArguments = {
  readonly iis: string
  readonly only?: string
  readonly powershell?: string
  readonly besideOtherSites?: boolean
  readonly golden?: string
  readonly out: string
}

const machineArguments = ({ iis, powershell, besideOtherSites }: Omit<RehearsalArguments, 'out'>): string[] => [
  ...['--iis', iis],
  ...(powershell === undefined ? [] : ['--powershell', powershell]),
  ...(besideOtherSites ? ['--beside-other-sites'] : []),
]

async function rehearsals({ only, golden, out, ...given }: RehearsalArguments): Promise<void> {
  const wanted = comparedRehearsals.filter(({ name }) => only === undefined || name === only)
  if (wanted.length === 0) throw new Error(`--only: one of ${comparedRehearsals.map(({ name }) => name).join(', ')}.`)
  for (const each of wanted) {
    console.log(`\n== ${each.name}`)
    const file = golden === undefined ? path.join(root, goldenFile(each.name)) : path.join(golden, `${each.name}.txt`)
    const { exitCode, different } = await compareRehearsal(each, {
      ...{ root, golden: file, out: path.resolve(out, each.name), more: machineArguments(given) },
    })
    if (exitCode !== 0) console.log(`The rehearsal ended with exit code ${exitCode}.`)
    if (different.length > 0)
      console.log(`This machine (+) does not answer as the golden transcript says (-):\n${different.join('\n')}`)
    else console.log('Every command and every answer is as the golden transcript says.')
    if (exitCode !== 0 || different.length > 0) process.exitCode = 1
  }
}

const program = new Command('verify-windows').description('Tests on a Windows machine with a real IIS.')
program
  .command('units')
  .description('the tests that need no Linux')
  .action(() => vitest(unitTests))
program
  .command('contract')
  .description("the tests of appcmd and its kin, against this machine's own IIS")
  .option('--beside-other-sites', 'also where there are sites that no test has made')
  .option('--iis <iis>', 'real or simulated', 'real')
  .action(({ besideOtherSites, iis }: { besideOtherSites?: boolean; iis: string }) =>
    vitest(contractTests, {
      BLUEGREEN_IIS: iis,
      ...(besideOtherSites ? { BLUEGREEN_BESIDE_OTHER_SITES: '1' } : {}),
    }),
  )
program
  .command('rehearsals')
  .description('whole rehearsals, each compared with its golden transcript')
  .option('--iis <iis>', 'real or simulated', 'real')
  .option('--only <name>', `one of ${comparedRehearsals.map(({ name }) => name).join(', ')}`)
  .option('--powershell <program>', 'what runs the templates; default: Windows PowerShell')
  .option('--beside-other-sites', 'also where there are sites that no rehearsal has made')
  .option('--golden <folder>', 'of the golden transcripts')
  .option('--out <folder>', 'of reports, transcripts and their differences', 'rehearsals/windows')
  .action(rehearsals)

program
  .command('nginx')
  .description('a whole rehearsal behind NGINX; its transcript is compared with none')
  .option('--iis <iis>', 'real or simulated', 'real')
  .option('--powershell <program>', 'what runs the templates; default: Windows PowerShell')
  .option('--beside-other-sites', 'also where there are sites that no rehearsal has made')
  .option('--out <folder>', 'of report and transcript', 'rehearsals/windows')
  .action(async ({ out, ...given }: RehearsalArguments) => {
    const own = path.resolve(out, 'nginx-flag')
    const args = ['--router', 'nginx-flag', '--rate', '20', '--transcript', path.join(own, 'found.txt'), '--out', own]
    const { exitCode } = await execa(
      process.execPath,
      ['dist/octopus-blue-green.js', 'rehearse', ...args, ...machineArguments(given)],
      { cwd: root, stdio: 'inherit', reject: false, timeout: rehearsalLimitMs },
    )
    process.exitCode = exitCode ?? 1
  })

await program.parseAsync()
