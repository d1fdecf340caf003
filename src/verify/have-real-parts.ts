import { access, constants } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { type Means, type PartsPlan, planParts, realParts } from './plan-parts.js'

const installLimitMs = 10 * 60_000
const policyFile = '/usr/sbin/policy-rc.d'

/** PATH with the folders of system programs, which Debian leaves out for people who are not root. */
export const wholePath = (): string =>
  [process.env['PATH'] ?? '', '/usr/local/sbin', '/usr/sbin', '/sbin'].join(path.delimiter)

async function isThere(program: string): Promise<boolean> {
  for (const folder of wholePath().split(path.delimiter)) {
    const found = await access(path.join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found && folder !== '') return true
  }
  return false
}

async function missingOf(parts: readonly string[]): Promise<string[]> {
  const there = await Promise.all(parts.map(isThere))
  return parts.filter((_part, index) => !there[index])
}

const sudoWorks = async (): Promise<boolean> =>
  (await isThere('sudo')) && !(await execa('sudo', ['-n', 'true'], { reject: false, timeout: 10_000 })).failed

export const meansHere = async (): Promise<Means> => ({
  apt: await isThere('apt-get'),
  root: process.getuid?.() === 0,
  sudo: await sudoWorks(),
})

export async function install({ packages, through }: PartsPlan & { kind: 'install' }): Promise<void> {
  console.log(`Installing ${packages.join(', ')}.`)
  const script = new URL('./install-parts.sh', import.meta.url).pathname
  const [program = 'bash', ...args] = [...through, 'bash', script, policyFile, ...packages]
  await execa(program, args, { stdio: 'inherit', timeout: installLimitMs, env: { PATH: wholePath() } })
}

/**
 * Makes sure that programs which are run for real are there, default those of the tests. What is there already is left alone.
 * @throws Error that says which are missing and how to get them
 */
export async function haveRealParts(parts: readonly string[] = realParts): Promise<void> {
  const plan = planParts(await missingOf(parts), await meansHere())
  if (plan.kind === 'tell') throw new Error(plan.message)
  if (plan.kind === 'install') {
    await install(plan)
    const still = await missingOf(parts)
    if (still.length > 0) throw new Error(`Still missing after the installation: ${still.join(', ')}.`)
  }
  console.log(`There are: ${parts.join(', ')}.`)
}
