import { Command, Option } from 'commander'
import { defaultNode } from '../node-package/default-node.js'
import { type Format, type Made, makePackage, type Wanted } from '../node-package/make-package.js'
import { type Platform, packageId, platforms } from '../node-package/platform.js'
import { BadSettings } from '../server/bad-settings.js'
import { milliseconds } from '../server/connection.js'
import { exitCodes } from './exit-codes.js'
import type { Shown } from './shown.js'
import { reported } from './with-server.js'

type NodePackageOptions = {
  readonly platform: Platform
  readonly nodeVersion: string
  readonly format?: Format
  readonly out: string
  readonly limit?: string
  readonly json?: boolean
}

const defaultLimitMs = 600_000
const oldestNode = 20

const help = `
Examples:
  node-package                                     both formats for Windows, in this folder
  node-package --platform linux-x64 --format nupkg --out packages
  node-package --node-version 22.23.3
  npm_config_registry=https://npm.example.com/ octopus-blue-green node-package

Push the file to Octopus's built-in feed (Library, Packages, Upload), and let a step "Deploy a Package" bring it to the machines;
docs/octopus.md says how the steps find it. Node is taken from npm's registry with npm itself: registry, proxies and credentials are
those of its configuration.

Exit code: 0 done; 1 failed; 2 bad options, nothing was asked and nothing written.
`

export const nodePackageCommand = (): Command =>
  new Command('node-package')
    .description('Makes an Octopus package with Node in it, for machines on which nobody has installed it.')
    .addOption(
      new Option('--platform <platform>', 'of the machines').choices(Object.keys(platforms)).default('win-x64'),
    )
    .option('--node-version <version>', 'exact version, 20 or newer', defaultNode.version)
    .addOption(new Option('--format <format>', 'one of them; default: both').choices(['nupkg', 'zip']))
    .option('--out <dir>', 'folder for the packages', '.')
    .option('--limit <time>', 'limit of the download; default: 10m')
    .option('--json', 'the result as JSON')
    .addHelpText('after', help)
    .action((options: NodePackageOptions) => reported(options, (say) => run(options, say)))

/** @throws BadSettings */
function wantedBy({ platform, nodeVersion, format, out, limit }: NodePackageOptions): Wanted {
  const problems: string[] = []
  const version = nodeVersion.replace(/^v/, '')
  const [, major] = /^(\d+)\.\d+\.\d+$/.exec(version) ?? []
  if (major === undefined)
    problems.push(`--node-version "${nodeVersion}" is no exact version. Write e.g. ${defaultNode.version}.`)
  else if (Number(major) < oldestNode)
    problems.push(`--node-version ${version} is too old: the steps need Node ${oldestNode} or newer.`)
  const limitMs = milliseconds('--limit', limit, defaultLimitMs, problems)
  if (problems.length > 0) throw new BadSettings(problems, 'Nothing was asked and nothing written.')
  return { platform, version, formats: format === undefined ? ['nupkg', 'zip'] : [format], out, limitMs }
}

const sources: Readonly<Record<Made['source']['checkedBy'], string>> = {
  pinned: 'as pinned in this program',
  registry: "as the registry's metadata say",
}

async function run(options: NodePackageOptions, say: Shown) {
  const wanted = wantedBy(options)
  const { platform, version } = wanted
  const { written, source } = await makePackage(wanted, say.progress)
  say.line(`Node ${version} for ${platform}: ${source.integrity}, ${sources[source.checkedBy]}.`)
  for (const { file, bytes, changed } of written)
    say.line(`${changed ? 'Written' : 'Is there already'}: ${file} (${(bytes / 1_000_000).toFixed(1)} MB)`)
  say.result({
    command: 'node-package',
    id: packageId(platform),
    version,
    platform,
    source: { npmPackage: platforms[platform].npmPackage, ...source },
    files: written,
  })
  return exitCodes.done
}
