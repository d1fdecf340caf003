import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'

const script = fileURLToPath(new URL('../../src/verify/install-parts.sh', import.meta.url))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'install-parts-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A program that writes down how it was called and then does what is said. */
async function program(name: string, then = ''): Promise<void> {
  const file = path.join(folder, name)
  await writeFile(file, `#!/bin/sh\necho "${name} $*" >> "${folder}/calls"\n${then}\n`)
  await chmod(file, 0o755)
}

const calls = async () => (await readFile(path.join(folder, 'calls'), 'utf8')).trim().split('\n')
const policy = () => path.join(folder, 'policy-rc.d')
const readPolicy = () => readFile(policy(), 'utf8').catch(() => undefined)

const install = (...packages: string[]) =>
  execa('bash', [script, policy(), ...packages], {
    reject: false,
    env: { PATH: `${folder}${path.delimiter}${process.env['PATH']}`, POLICY: policy() },
  })

async function programs(aptGet: string): Promise<void> {
  for (const name of ['service', 'systemctl', 'update-rc.d']) await program(name)
  await program('apt-get', aptGet)
}

test('no service may start while packages are installed, and the policy is gone afterwards', async () => {
  await programs('"$POLICY" nginx start; echo "may start: $?"')
  const { exitCode, stdout } = await install('nginx', 'openssl')
  expect([exitCode, stdout]).toEqual([0, 'may start: 101\nmay start: 101'])
  expect(await readPolicy()).toBeUndefined()
  const [update, install_, stop, disable] = await calls()
  expect(update).toMatch(/^apt-get .* update$/)
  expect(install_).toMatch(/ install -y --no-install-recommends nginx openssl$/)
  expect([stop, disable]).toEqual(['service nginx stop', 'systemctl disable nginx'])
})

test('a policy that was there before stays as it is', async () => {
  await programs('')
  await writeFile(policy(), '#!/bin/sh\nexit 104\n')
  await chmod(policy(), 0o755)
  expect((await install('openssl')).exitCode).toBe(0)
  expect(await readPolicy()).toBe('#!/bin/sh\nexit 104\n')
  expect((await calls()).filter((call) => call.includes('nginx'))).toEqual([])
})

test('an installation that fails is a failure, and leaves no policy behind', async () => {
  await programs('case "$*" in *install*) exit 100 ;; esac')
  expect((await install('nginx')).exitCode).toBe(100)
  expect(await readPolicy()).toBeUndefined()
})

test('a policy that a kill leaves behind lets services start', async () => {
  await programs('kill -KILL $PPID')
  await install('nginx')
  expect(await readPolicy()).toContain('exit 101')
  expect((await execa(policy(), ['nginx', 'start'], { reject: false })).exitCode).toBe(0)
})
