import type { Log } from '../machine/log.js'
import { paths } from '../machine/paths.js'
import { type NginxProgram, reasonIn, runNginx } from './nginx-program.js'
import { NginxUnusable } from './nginx-unusable.js'

export type NginxBuild = { readonly version: string; readonly prefix: string; readonly pidPath: string }

/** Of a build that was given none: it does not name it. @see https://nginx.org/en/docs/configure.html */
const defaultPrefix = '/usr/local/nginx'

/** What `nginx -V` says of the program. */
export function buildIn(said: string): NginxBuild {
  const option = (name: string) => new RegExp(`\\s--${name}=('[^']*'|\\S*)`).exec(said)?.[1]?.replace(/^'(.*)'$/, '$1')
  return {
    version: /nginx\/(\d+(?:\.\d+)+)/.exec(said)?.[1] ?? '',
    prefix: option('prefix') ?? defaultPrefix,
    pidPath: option('pid-path') || 'logs/nginx.pid',
  }
}

/** What follows a directive in a configuration as `nginx -T` prints it, wherever it is set. */
export function directivesIn(dump: string, name: string): string[] {
  const bare = dump.replace(/^\s*#.*$/gm, '')
  const found = bare.matchAll(new RegExp(`(?:^|[;{}])\\s*${name}\\s+("[^"]*"|'[^']*'|[^;\\s]+)\\s*;`, 'gm'))
  return [...found].map(([, value = '']) => value.replace(/^(["'])(.*)\1$/, '$2'))
}

/** Where it is set first; undefined where nobody sets it. */
export const directiveIn = (dump: string, name: string): string | undefined => directivesIn(dump, name)[0]

export type NginxConfiguration = {
  readonly version: string
  readonly pidFile: string
  /** All files of the configuration. */
  readonly dump: string
}

export async function nginxBuild(log: Log, nginx: NginxProgram): Promise<NginxBuild> {
  const { exitCode, stderr } = await runNginx(log, nginx, ['-V'])
  const build = buildIn(stderr)
  if (exitCode === 0 && build.version !== '') return build
  throw new NginxUnusable(
    `${nginx.program} does not say which version it is (exit code ${exitCode}): ${reasonIn(stderr)}`,
    'See that it is an NGINX, and that this account may run it.',
  )
}

/** The configuration as it is on the disk, tested. @throws NginxUnusable where NGINX refuses it */
export async function readConfiguration(log: Log, nginx: NginxProgram): Promise<NginxConfiguration> {
  const { exitCode, stdout, stderr } = await runNginx(log, nginx, ['-T'])
  if (exitCode !== 0)
    throw new NginxUnusable(
      `NGINX refuses its configuration as it is, before anything of it was changed (exit code ${exitCode}): ${reasonIn(stderr)}`,
      'Correct what that line names; somebody else has broken it. NGINX would not come up with it after a restart either.',
    )
  const build = await nginxBuild(log, nginx)
  return { version: build.version, pidFile: pidFileIn(nginx, stdout, build), dump: stdout }
}

/** @param dump all files of the configuration */
export function pidFileIn(nginx: NginxProgram, dump: string, { prefix, pidPath }: NginxBuild): string {
  const folder = process.platform === 'win32' ? paths.dirname(nginx.program) : prefix
  return paths.resolve(folder, directiveIn(dump, 'pid') ?? pidPath)
}

/** A name of a server block that another block has as well, at the same address. NGINX takes the block that it reads first. */
export function conflictingName(said: string, block: string): string | undefined {
  const names = /^\s*server_name ([^;]+);/m.exec(block)?.[1]?.split(/\s+/) ?? []
  return names.find((name) => said.includes(`conflicting server name "${name}" on`))
}
