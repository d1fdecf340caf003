import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleStep } from '../../src/templates/bundle-step.js'
import { greet, projectFolder } from '../templates/fixtures/greet-file.js'
import { run } from '../templates/fixtures/run-body.js'
import { outputsIn, resultIn } from '../templates/fixtures/service-messages-in.js'

let folder = ''
let script = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'run-step-'))
  script = path.join(folder, 'greet.js')
  await writeFile(script, await bundleStep(projectFolder, greet))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const good = {
  'BG.Application': 'MyApp',
  'BG.Names': 'Ann',
  'BG.Times': '1',
  'BG.Style': 'plain',
  'BG.WhatIf': 'False',
}

const runScript = (input: string, ...args: string[]) => run(process.execPath, [script, ...args], { input, cwd: folder })

test('runs with parameters from standard input, a byte order mark before them or not', async () => {
  for (const before of ['', '\ufeff']) {
    const ran = await runScript(`${before}${JSON.stringify(good)}\r\n`)
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
    expect(ran.stdout).toContain('Greeted Ann of MyApp.\n')
    expect(outputsIn(ran.messages)).toEqual({ Greeted: '1', Raw: '' })
  }
})

test('lists its outputs in one verbose line, as the last one', async () => {
  const { stdout } = await runScript(JSON.stringify(good))
  expect(stdout).toMatch(
    /Greeted Ann of MyApp\.\n##octopus\[stdout-verbose\]\nOutputs: \{"Greeted":"1","Raw":""\}\n##octopus\[stdout-default\]\n$/,
  )
})

test('tells its parameters when asked, and reads nothing', async () => {
  const ran = await runScript('', '--help')
  expect(ran).toMatchObject({ exitCode: 0, stderr: '', messages: [] })
  expect(ran.stdout).toContain('BG.Application  Application\n')
  expect(ran.stdout).toContain('BG.Raw          Raw text (may be left out)\n')
})

test('a failure of the step is its exit code, its result message and nothing on standard error', async () => {
  const ran = await runScript(JSON.stringify({ ...good, 'BG.Times': '0' }))
  expect(ran).toMatchObject({ exitCode: 1, stderr: '' })
  expect(resultIn(ran.messages)).toBe('Nobody was greeted. Nothing was changed. Greet once.')
})

test.each([
  ['no parameters', '', '5 parameters are not right'],
  ['what is not JSON', '{"BG.Password": "hunter2', 'Standard input is not JSON.'],
  ['a list', '["hunter2"]', 'Standard input is JSON, but not an object'],
  ['nothing', 'null', 'Standard input is JSON, but not an object'],
  ['a number', '{"BG.Times": 3, "BG.Password": "hunter2"}', 'BG.Times is not a text'],
])('says what is wrong with %s, and shows none of it', async (_, input, told) => {
  const ran = await runScript(input)
  expect(ran).toMatchObject({ exitCode: 1, stderr: '' })
  expect(resultIn(ran.messages)).toContain(told)
  expect(ran.stdout).not.toContain('hunter2')
})
