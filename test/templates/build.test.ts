import { cp, mkdir, mkdtemp, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder } from './fixtures/greet-file.js'
import { run } from './fixtures/run-body.js'

let home = ''
let project = ''

/** A project of its own with the fixture as its only step. */
async function newProject(folder: string): Promise<string> {
  await mkdir(path.join(folder, 'src/steps'), { recursive: true })
  for (const part of ['octopus', 'machine', 'templates'])
    await cp(path.join(projectFolder, 'src', part), path.join(folder, 'src', part), { recursive: true })
  const source = await readFile(path.join(projectFolder, 'test/templates/fixtures/steps/greet.ts'), 'utf8')
  await writeFile(path.join(folder, 'src/steps/greet.ts'), source.replaceAll('../../../../src/', '../'))
  await writeFile(path.join(folder, 'src/templates/ledger.json'), '{}\n')
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}')
  await symlink(path.join(projectFolder, 'node_modules'), path.join(folder, 'node_modules'))
  return folder
}

const build = (folder: string, ...args: string[]) =>
  run(process.execPath, ['--import', 'tsx', 'src/templates/build.ts', ...args], { cwd: folder })

const ledgerOf = (folder: string) => path.join(folder, 'src/templates/ledger.json')

const templateIn = async (folder: string, name: string) =>
  JSON.parse(await readFile(path.join(folder, 'step-templates', name), 'utf8')) as {
    Version: number
    $Meta: { ExportedAt: string }
  }

const made = [
  'dist/greet.js',
  'dist/package.json',
  'docs/steps/README.md',
  'docs/steps/greet.md',
  'step-templates/blue-green-greet-bash.json',
  'step-templates/blue-green-greet.json',
]

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'build-'))
  project = await newProject(path.join(home, 'one'))
  expect(await build(project, '--new-ids')).toMatchObject({ exitCode: 0, stderr: '' })
})
afterAll(() => rm(home, { recursive: true, force: true }))

test('never makes an id by itself', async () => {
  const without = await newProject(path.join(home, 'without-ids'))
  const ran = await build(without)
  expect(ran.exitCode).toBe(1)
  expect(ran.stderr).toContain('npm run build -- --new-ids')
  expect(await readFile(ledgerOf(without), 'utf8')).toBe('{}\n')
})

test('makes the same bytes in another folder', async () => {
  const other = await newProject(path.join(home, 'a much longer path/two'))
  await cp(ledgerOf(project), ledgerOf(other))
  expect(await build(other)).toMatchObject({ exitCode: 0, stderr: '' })
  for (const file of made)
    expect((await readFile(path.join(other, file))).equals(await readFile(path.join(project, file))), file).toBe(true)
})

test('makes a script that Node runs where it is', async () => {
  const parameters = {
    'BG.Application': 'A',
    'BG.Names': 'N',
    'BG.Times': '1',
    'BG.Style': 'loud',
    'BG.WhatIf': 'true',
  }
  const ran = await run(process.execPath, ['dist/greet.js'], { cwd: project, input: JSON.stringify(parameters) })
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
  expect(ran.stdout).toContain('Greeted N of A.')
})

test('checks what is there without touching it, names every difference and says what to run', async () => {
  expect(await build(project, '--check')).toMatchObject({ exitCode: 0, stderr: '' })
  const copy = path.join(home, 'checked')
  await cp(project, copy, { recursive: true, verbatimSymlinks: true })
  await unlink(path.join(copy, 'docs/steps/greet.md'))
  await writeFile(path.join(copy, 'step-templates/stray.json'), '{}')
  expect(await build(copy, '--check')).toMatchObject({
    exitCode: 1,
    stderr: 'docs/steps/greet.md is missing\nstep-templates/stray.json is not made by the build\nRun: npm run build\n',
  })
})

test('a release moves the version, and a change after it makes the next one', async () => {
  const copy = path.join(home, 'released')
  await cp(project, copy, { recursive: true, verbatimSymlinks: true })
  const name = 'blue-green-greet.json'
  const before = await templateIn(copy, name)
  expect(before.Version).toBe(1)

  expect(await build(copy, '--release')).toMatchObject({ exitCode: 0, stderr: '' })
  const released = await templateIn(copy, name)
  expect(released.Version).toBe(1)
  expect(released.$Meta.ExportedAt).not.toBe(before.$Meta.ExportedAt)

  const step = path.join(copy, 'src/steps/greet.ts')
  await writeFile(step, (await readFile(step, 'utf8')).replace('Greeted $', 'Hello to $'))
  expect(await build(copy)).toMatchObject({ exitCode: 0, stderr: '' })
  expect(await templateIn(copy, name)).toMatchObject({ Version: 2, $Meta: released.$Meta })
})

test('names what is wrong with every step, and writes nothing', async () => {
  const broken = path.join(home, 'broken')
  await cp(project, broken, { recursive: true, verbatimSymlinks: true })
  const source = await readFile(path.join(broken, 'src/steps/greet.ts'), 'utf8')
  await writeFile(path.join(broken, 'src/steps/wave.ts'), source.replace("example: '2'", "example: 'two'"))
  await writeFile(
    path.join(broken, 'src/steps/shout.ts'),
    source.replace("'Blue-Green - Greet'", "'Blue-Green - Shout'"),
  )
  await writeFile(path.join(broken, 'src/steps/greet.ts'), source.replace('Greeted $', 'Hello to $'))
  const ran = await build(broken)
  expect(ran).toMatchObject({ exitCode: 1 })
  expect(ran.stderr).toContain('src/steps/wave.ts: the template')
  expect(ran.stderr).toContain('blue-green-shout has no id yet')
  const [before, after] = [project, broken].map((folder) => readFile(path.join(folder, 'dist/greet.js'), 'utf8'))
  expect(await after).toBe(await before)
})
