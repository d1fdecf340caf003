import { accessSync, constants, existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { isNginx, type RouterKind } from '../process/chain.js'
import { BadOptions } from './bad-options.js'

/** What goes wrong on purpose with the last release. */
export const failures = ['warm-up', 'switch', 'crash-after-switch', 'kill'] as const
export type Failure = (typeof failures)[number]

export type RehearsalOptions = {
  readonly tentacles: number
  /** How many machines at a time. */
  readonly window: number
  readonly router: RouterKind
  /** Requests a second, over all machines. */
  readonly ratePerSecond: number
  /** At least two: the first is there before the load starts. */
  readonly releases: readonly string[]
  /** One a release; undefined: the sample application. */
  readonly packages: readonly string[] | undefined
  /** How an application starts whose web.config names no process. */
  readonly start: string | undefined
  readonly fail: Failure | undefined
  /** So many switches to and fro between two releases on one machine, instead of a rolling deployment. */
  readonly soak?: number
  /** A delay between the load and the machines, there and back; none: they are on the same machine. */
  readonly roundTripMs?: number
  /** Each machine begins with the application as a plain site, which is taken in under load. */
  readonly adopt: boolean
  /** This Windows machine's own IIS; undefined: simulated machines. */
  readonly iis?: 'real'
  /** With a real IIS: a program that runs the templates' PowerShell; undefined: Windows PowerShell. */
  readonly powershell?: string
  /** With a real IIS: also where sites are that no rehearsal has made. */
  readonly besideOtherSites?: boolean
  /** The file for every command that the steps run; undefined: none. */
  readonly transcript?: string
  /** The folder of the report. */
  readonly out: string
  /** Whether the machines' folders stay. */
  readonly keep: boolean
}

/** As they come from the command line. */
export type RawOptions = {
  readonly tentacles?: string
  readonly window?: string
  readonly router?: string
  readonly rate?: string
  readonly releases?: string
  readonly package?: readonly string[]
  readonly start?: string
  readonly fail?: string
  readonly soak?: string
  readonly rtt?: string
  readonly adopt?: boolean
  readonly iis?: string
  readonly powershell?: string
  readonly besideOtherSites?: boolean
  readonly transcript?: string
  readonly out?: string
  readonly keep?: boolean
}

export const defaults = { tentacles: '3', window: '1', rate: '300', releases: '1.0.0,1.1.0' } as const

const routers: readonly RouterKind[] = ['arr-rewrite', 'arr-health-file', 'nginx-flag', 'nginx-reload']

/**
 * Reads the options; tells all that is wrong with them at once.
 * @param here what the machine has: the router is NGINX where there is one (and openssl, for its Bash steps), else the simulated ARR
 * @throws BadOptions
 */
export function parseOptions(
  raw: RawOptions,
  here: { readonly nginx: boolean; readonly openssl: boolean; readonly now: Date; readonly platform: NodeJS.Platform },
): RehearsalOptions {
  const problems: string[] = []
  const wholeNumber = (name: 'tentacles' | 'window' | 'rate', most: number): number => {
    const text = raw[name] ?? defaults[name]
    if (/^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= most) return Number(text)
    problems.push(`--${name}: a whole number from 1 to ${most} is needed, not "${text}".`)
    return 1
  }
  const oneOf = <T extends string>(name: 'router' | 'fail' | 'iis', known: readonly T[]): T | undefined => {
    const text = raw[name]
    const found = known.find((each) => each === text)
    if (text !== undefined && found === undefined)
      problems.push(`--${name}: one of ${known.join(', ')} is needed, not "${text}".`)
    return found
  }

  if (raw.soak !== undefined) problems.push(...soakProblems(raw))
  if (raw.rtt !== undefined && !/^[1-9]\d{0,2}ms$/.test(raw.rtt))
    problems.push(`--rtt: 1ms to 999ms is needed, not "${raw.rtt}".`)
  const isReal = oneOf('iis', ['simulated', 'real'] as const) === 'real'
  problems.push(...(isReal ? realProblems(raw, here.platform) : simulatedProblems(raw, here.platform)))
  const isSingle = isReal || raw.soak !== undefined || raw.transcript !== undefined
  const tentacles = isSingle && raw.tentacles === undefined ? 1 : wholeNumber('tentacles', 20)
  if (raw.transcript !== undefined && tentacles !== 1)
    problems.push('--transcript: is of one machine; leave out --tentacles.')
  if (raw.transcript !== undefined) problems.push(...transcriptProblems(path.resolve(raw.transcript)))
  const window = wholeNumber('window', 20)
  const ratePerSecond = wholeNumber('rate', 5_000)
  const router =
    oneOf('router', routers) ?? (here.nginx && here.openssl && !raw.adopt && !isReal ? 'nginx-flag' : 'arr-rewrite')
  const fail = oneOf('fail', failures)
  const releases = (raw.releases ?? defaults.releases).split(',').map((release) => release.trim())
  problems.push(...releaseProblems(releases))
  const packages = raw.package?.map((file) => path.resolve(file))
  if (packages) problems.push(...packageProblems(packages, releases, fail))
  if (raw.start?.trim() === '') problems.push('--start: a command is needed, e.g. "node server.js".')
  if (raw.start !== undefined && !packages)
    problems.push('--start: needs --package; the sample application has its own.')
  if (isNginx(router) && !here.nginx)
    problems.push(`--router ${router}: there is no nginx on this machine (on Debian: apt-get install nginx).`)
  if (isNginx(router) && !isReal && !here.openssl)
    problems.push(
      `--router ${router}: there is no openssl on this machine (on Debian: apt-get install openssl); Calamari's Bash reads a step's variables with it.`,
    )
  if (raw.adopt && router !== 'arr-rewrite')
    problems.push('--adopt: only the router arr-rewrite takes a site in; leave out --router.')
  if (problems.length > 0) throw new BadOptions(problems)

  const out = path.resolve(raw.out ?? path.join('rehearsals', folderName(here.now)))
  const { start, adopt = false, keep = false } = raw
  return {
    ...{ tentacles, window, router, ratePerSecond, releases, packages, start, fail, adopt, out, keep },
    ...(raw.soak === undefined ? {} : { soak: Number(raw.soak) }),
    ...(raw.rtt === undefined ? {} : { roundTripMs: Number.parseInt(raw.rtt, 10) }),
    ...(raw.transcript === undefined ? {} : { transcript: path.resolve(raw.transcript) }),
    ...(isReal ? { iis: 'real', besideOtherSites: raw.besideOtherSites ?? false } : {}),
    ...(raw.powershell === undefined ? {} : { powershell: raw.powershell }),
  }
}

function simulatedProblems({ powershell, besideOtherSites }: RawOptions, platform: NodeJS.Platform): string[] {
  return [
    ...(platform === 'linux' ? [] : ['Simulated machines need Linux; on Windows: --iis real.']),
    ...(powershell === undefined ? [] : ['--powershell: only with --iis real.']),
    ...(besideOtherSites ? ['--beside-other-sites: only with --iis real.'] : []),
  ]
}

/** What only simulated machines can do. */
function realProblems({ tentacles = '1', start, soak, rtt }: RawOptions, platform: NodeJS.Platform): string[] {
  return [
    ...(platform === 'win32'
      ? []
      : [`--iis real: needs Windows with IIS, and this is ${platform}. Nothing was started.`]),
    ...(tentacles === '1' ? [] : ['--iis real: there is one machine, this one; leave out --tentacles.']),
    ...(start === undefined ? [] : ['--start: is for the simulated IIS; the real one reads the web.config.']),
    ...(soak === undefined ? [] : ['--soak: only with simulated machines.']),
    ...(rtt === undefined ? [] : ['--rtt: only with simulated machines.']),
  ]
}

function soakProblems({ soak, tentacles = '1', fail, adopt, releases = defaults.releases }: RawOptions): string[] {
  const problems: string[] = []
  if (!/^[1-9]\d{0,4}$/.test(soak ?? ''))
    problems.push(`--soak: a whole number from 1 to 99999 is needed, not "${soak}".`)
  if (tentacles !== '1') problems.push('--soak: switches one machine; leave out --tentacles.')
  if (fail !== undefined) problems.push('--soak: nothing goes wrong in it on purpose; leave out --fail.')
  if (adopt) problems.push('--soak: begins with two slots; leave out --adopt.')
  if (releases.split(',').length !== 2) problems.push('--soak: needs two releases, e.g. 1.0.0,1.1.0.')
  return problems
}

function releaseProblems(releases: readonly string[]): string[] {
  const problems = releases
    .filter((release) => !/^[A-Za-z0-9][A-Za-z0-9.+_-]{0,39}$/.test(release))
    .map((release) => `--releases: "${release}" is no release number, e.g. 1.4.0-rc.2.`)
  if (releases.length < 2) problems.push('--releases: at least two are needed, e.g. 1.0.0,1.1.0.')
  for (const [index, release] of releases.entries())
    if (release === releases[index + 1]) problems.push(`--releases: ${release} comes twice in a row.`)
  return problems
}

function packageProblems(packages: readonly string[], releases: readonly string[], fail: Failure | undefined) {
  const problems = packages
    .filter((file) => !existsSync(file) || !/\.(zip|nupkg)$/i.test(file))
    .map((file) => `--package: ${file} is no .zip or .nupkg file.`)
  if (packages.length !== releases.length)
    problems.push(`--package: one a release is needed; there are ${packages.length} for ${releases.length} releases.`)
  if (fail === 'crash-after-switch')
    problems.push('--fail crash-after-switch: only the sample application crashes on demand; leave out --package.')
  return problems
}

/** It is written at the end: what would fail then is found now. Folders that are missing are made. */
function transcriptProblems(file: string): string[] {
  const cannot = (why: string) => [`--transcript: ${file} cannot be written: ${why}.`]
  let there = file
  while (!existsSync(there) && there !== path.dirname(there)) there = path.dirname(there)
  try {
    const isFolder = statSync(there).isDirectory()
    if (isFolder && there === file) return [`--transcript: ${file} is a folder; a file is needed, e.g. calls.txt.`]
    if (!isFolder && there !== file) return cannot(`${there} is no folder`)
    accessSync(there, isFolder ? constants.W_OK | constants.X_OK : constants.W_OK)
  } catch (error) {
    return cannot(error instanceof Error ? error.message : String(error))
  }
  return []
}

/** `2026-11-21-093005` */
const folderName = (now: Date) => now.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '')
