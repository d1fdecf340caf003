import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeStep } from '../../src/templates/make-step.js'
import type { Template } from '../../src/templates/template.js'
import { greet, greetLedger, projectFolder } from './fixtures/greet-file.js'
import { hostileTexts } from './fixtures/hostile-texts.js'
import { run, runBody } from './fixtures/run-body.js'
import { outputsIn, resultIn } from './fixtures/service-messages-in.js'

let body = ''
let folder = ''
beforeAll(async () => {
  const { files } = await makeStep(projectFolder, greet, greetLedger)
  const made = JSON.parse(files.get('step-templates/blue-green-greet-bash.json') ?? '') as Template
  body = made.Properties['Octopus.Action.Script.ScriptBody']
  folder = await mkdtemp(path.join(os.tmpdir(), 'bash-body-test-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const good = {
  'BG.Application': 'MyApp',
  'BG.Names': 'Ann\nBob',
  'BG.Times': '1',
  'BG.Style': 'plain',
  'BG.WhatIf': 'False',
}

const modes = ['get_octopusvariable', 'octopus_parameters'] as const

/** A folder with a program called node that runs these lines of Bash. */
async function fakeNode(lines: string): Promise<string> {
  const bin = await mkdtemp(path.join(folder, 'bin-'))
  await writeFile(path.join(bin, 'node'), `#!/bin/bash\n${lines}\n`)
  await chmod(path.join(bin, 'node'), 0o755)
  return bin
}

/** A PATH with Bash's company, but without node. */
async function pathWithoutNode(): Promise<string> {
  const bin = await mkdtemp(path.join(folder, 'no-node-'))
  for (const program of ['openssl', 'cat', 'touch']) await symlink(`/usr/bin/${program}`, path.join(bin, program))
  return bin
}

test('is valid Bash', async () => {
  expect(await run('/bin/bash', ['-n'], { input: body })).toMatchObject({ exitCode: 0, stderr: '' })
})

describe.each(modes)('with %s', (mode) => {
  test('runs the step and ends the bootstrap with its exit code', async () => {
    const ran = await runBody(body, good, { mode })
    expect(ran).toMatchObject({ exitCode: 0, stderr: '', files: [] })
    expect(ran.stdout).toContain('Greeted Ann, Bob of MyApp.')
    expect(ran.stdout).not.toContain('after the script')
    expect(outputsIn(ran.messages)).toEqual({ Greeted: '2', Raw: '' })
  })

  test('passes on the exit code and the reason of a failure', async () => {
    const ran = await runBody(body, { ...good, 'BG.Times': '0' }, { mode })
    expect(ran).toMatchObject({ exitCode: 1, stderr: '' })
    expect(resultIn(ran.messages)).toBe('Nobody was greeted. Nothing was changed. Greet once.')
  })

  test('hands over what Octopus knows itself, and nothing that was not set', async () => {
    const ran = await runBody(
      body,
      { ...good, 'Octopus.Task.Id': 'ServerTasks-7', 'Octopus.Action.Package[BG.Package].ExtractedPath': '/slots/p q' },
      { mode },
    )
    expect(ran.stdout).toContain('task ServerTasks-7\n')
    expect(ran.stdout).toContain('folder /slots/p q\n')
    expect((await runBody(body, good, { mode })).stdout).toContain('task none\n')
  })

  test.concurrent.each(Object.entries(hostileTexts))('carries %s through, byte for byte', async (_, text) => {
    const ran = await runBody(body, { ...good, 'BG.Raw': text }, { mode })
    expect(ran).toMatchObject({ exitCode: 0, stderr: '', files: [] })
    expect(outputsIn(ran.messages)).toEqual({ Greeted: '2', Raw: text })
  })
})

test.concurrent.each(Object.entries(hostileTexts))('refuses or prints %s without harm', async (_, text) => {
  const ran = await runBody(body, {
    ...good,
    'BG.Names': text,
    'BG.Style': text,
    'BG.Application': text,
    'BG.Password': text,
  })
  expect(ran).toMatchObject({ exitCode: 1, stderr: '', files: [] })
  expect(ran.messages.map(({ name }) => name)).toEqual(['stdout-error', 'stdout-default', 'resultMessage'])
  expect(ran.stdout).toMatch(/^[\x20-\x7e\n]*$/)
})

test('shows no secret', async () => {
  const ran = await runBody(body, { ...good, 'BG.Password': 'Ann' })
  expect(ran.stdout).toContain('Greeted ********, Bob of MyApp.')
})

test('says where Node was not found, and how to get it', async () => {
  const missing = path.join(folder, "no 'such' node")
  const ran = await runBody(body, { ...good, 'BG.NodePath': missing })
  expect(ran.exitCode).toBe(1)
  expect(resultIn(ran.messages)).toContain(`Node was not found at '${missing}' (parameter BG.NodePath)`)
  expect(resultIn(ran.messages)).toContain('https://nodejs.org/en/download')
})

test('takes neither a folder nor a plain file for Node', async () => {
  const plain = path.join(folder, 'plain')
  await writeFile(plain, '')
  await mkdir(path.join(folder, 'node.d'))
  for (const given of [plain, path.join(folder, 'node.d')])
    expect(resultIn((await runBody(body, { ...good, 'BG.NodePath': given })).messages)).toContain('was not found at')
})

test('looks in the usual folders when there is no Node on the PATH, and says when there is none', async () => {
  const PATH = await pathWithoutNode()
  const usual = /for blue_green_node in (.*) ''; do/
  const none = body.replace(usual, `for blue_green_node in ${folder}/none/node ${folder}/opt*/node ''; do`)
  const ran = await runBody(none, good, { env: { PATH } })
  expect(ran.exitCode).toBe(1)
  expect(resultIn(ran.messages)).toContain('Node 20 or newer is needed on this machine and was not found')

  await mkdir(path.join(folder, 'opt node'))
  await symlink(process.execPath, path.join(folder, 'opt node', 'node'))
  expect(await runBody(none, good, { env: { PATH } })).toMatchObject({ exitCode: 0, stderr: '' })
})

test('starts the Node that the parameter names, not the one on the PATH', async () => {
  const PATH = `${await fakeNode('echo wrong; exit 9')}:${process.env['PATH']}`
  expect(await runBody(body, { ...good, 'BG.NodePath': process.execPath }, { env: { PATH } })).toMatchObject({
    exitCode: 0,
  })
  expect(await runBody(body, good, { env: { PATH } })).toMatchObject({ exitCode: 9, stdout: 'wrong\n' })
})

const unset = { 'BG.NodePath': '#{BlueGreen.NodePath}' }

test('starts the Node of the package that the step refers to, though Octopus has not made it executable', async () => {
  const PATH = `${await fakeNode('echo wrong; exit 9')}:${process.env['PATH']}`
  const extracted = { 'node/node': '#!/bin/bash\necho packaged; exit 7\n', 'node/LICENSE': '' }
  for (const given of [good, { ...good, ...unset }])
    expect(await runBody(body, given, { env: { PATH }, extracted })).toMatchObject({
      exitCode: 7,
      stdout: 'packaged\n',
    })
})

test('takes BG.NodePath before the package, and the PATH when nobody has set its variable', async () => {
  const extracted = { 'node/node': '#!/bin/bash\necho packaged; exit 7\n' }
  const ran = await runBody(body, { ...good, 'BG.NodePath': process.execPath }, { extracted })
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
  const PATH = `${await fakeNode('echo of the PATH; exit 9')}:${process.env['PATH']}`
  expect(await runBody(body, { ...good, ...unset }, { env: { PATH } })).toMatchObject({ stdout: 'of the PATH\n' })
})

test.each([
  ['is another one', { 'node/index.html': '' }],
  ['has a folder of that name', { 'node/node/index.html': '' }],
])('says that the package holds no Node when it %s', async (_, extracted) => {
  const ran = await runBody(body, good, { extracted })
  expect(ran).toMatchObject({ exitCode: 1, stderr: '' })
  expect(resultIn(ran.messages)).toContain("The package that this step refers to as 'node' holds no program 'node'.")
})

test('refuses a Node that is too old, and says which one it found', async () => {
  const preload = path.join(folder, 'old.cjs')
  await writeFile(preload, "Object.defineProperty(process, 'versions', { value: { node: '18.20.4' } })")
  const PATH = `${await fakeNode(`exec '${process.execPath}' --require '${preload}' "$@"`)}:${process.env['PATH']}`
  const ran = await runBody(body, good, { env: { PATH } })
  expect(ran).toMatchObject({ exitCode: 1, stderr: '' })
  expect(resultIn(ran.messages)).toMatch(/^Node 20 or newer is needed .*node is Node 18\.20\.4\. Nothing was changed\./)
  expect(ran.messages).toHaveLength(1)
})
