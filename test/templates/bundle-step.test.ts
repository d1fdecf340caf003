import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleStep } from '../../src/templates/bundle-step.js'
import { explanationsLeftIn } from '../../src/templates/explanations-left-in.js'
import { greet, projectFolder } from './fixtures/greet-file.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'bundle-step-'))
  await mkdir(path.join(folder, 'src/steps'), { recursive: true })
  await mkdir(path.join(folder, 'src/simulators'))
  for (const part of ['octopus', 'machine'])
    await symlink(path.join(projectFolder, 'src', part), path.join(folder, 'src', part))
  await symlink(path.join(projectFolder, 'node_modules'), path.join(folder, 'node_modules'))
  await writeFile(path.join(folder, 'src/simulators/host.ts'), 'export const host = { port: Date.now() }\n')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function bundleOf(source: string): Promise<string> {
  await writeFile(path.join(folder, 'src/steps/tried.ts'), source)
  return bundleStep(folder, { name: 'tried', file: 'src/steps/tried.ts' })
}

const stepWith = (head: string, run: string) =>
  `${head}\nexport const step = { inputs: {}, outputs: [], variables: [], changes: false, async run() { return String(${run}) } }\n`

test('holds the step, what it uses and the licences of that, and none of the page', async () => {
  const code = await bundleStep(projectFolder, greet)
  expect(code).toMatch(/^\/\*\noctopus-blue-green: greet\n/)
  expect(code).toContain('Contains zod')
  expect(code).toContain('Copyright (c) 2025 Colin McDonnell')
  expect(code).toContain('// src/octopus/run-step.ts')
  expect(code).toContain('// node_modules/zod/')
  expect(code).not.toContain(projectFolder)
  expect(explanationsLeftIn(code, greet.page)).toEqual([])
})

test('notices a page that was not dropped', async () => {
  const { page } = greet
  const code = `${await bundleStep(projectFolder, greet)}\nconst page = ${JSON.stringify(page)}`
  const left = explanationsLeftIn(code, page)
  expect(left).toContain(page.summary)
  expect(left).toContain(page.inputs['BG.Times']?.help)
  expect(left).toContain(page.outputs['Raw'])
})

test('makes what Node runs without a package', async () => {
  expect(await bundleOf(stepWith("import fs from 'node:fs'", 'fs.readdirSync'))).toContain('require("node:fs")')
})

test.each([
  [
    'a simulator',
    stepWith("import { host } from '../simulators/host.js'", 'host.port'),
    'src/simulators/host.ts is in the script',
  ],
  ['another package', stepWith("import { execa } from 'execa'", 'execa'), 'must not contain the package execa'],
  [
    'a package by its folder',
    stepWith("import c from '../../node_modules/commander/index.js'", 'c'),
    'node_modules/commander',
  ],
  ['a file that is not there', stepWith("import { a } from './missing.js'", 'a'), 'missing.js'],
  ['more than 320 KB', stepWith('', JSON.stringify('x'.repeat(330_000))), 'at most 327680 are possible'],
])('refuses %s', async (_, source, told) => {
  await expect(bundleOf(source)).rejects.toThrow(told)
})

test('writes what is not ASCII as escapes', async () => {
  expect(await bundleOf(stepWith('', "'\u00fc\u{1f600}'"))).toContain('"\\xFC\\u{1F600}"')
})
