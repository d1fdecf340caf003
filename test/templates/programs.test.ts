import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makePrograms } from '../../src/templates/programs.js'
import { projectFolder } from './fixtures/greet-file.js'
import { run } from './fixtures/run-body.js'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'programs-'))
  await mkdir(path.join(folder, 'src/rehearsal/sample-app'), { recursive: true })
  await mkdir(path.join(folder, 'dist'))
  await symlink(path.join(projectFolder, 'node_modules'), path.join(folder, 'node_modules'))
  await writeFile(path.join(folder, 'dist/package.json'), '{"type":"commonjs"}')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const source = (file: string, text: string) => writeFile(path.join(folder, 'src', file), text)

test('makes nothing of what is not there', async () => {
  expect(await makePrograms(folder)).toEqual(new Map())
})

test('the command line runs with its packages outside and its texts inside', async () => {
  await source('usage.txt', 'how to use it')
  await source(
    'cli.ts',
    "import { execa } from 'execa'\nimport usage from './usage.txt'\nconsole.log(usage, typeof execa)\n",
  )
  const made = await makePrograms(folder)
  expect([...made.keys()]).toEqual(['dist/octopus-blue-green.mjs', 'dist/octopus-blue-green.js'])
  expect(made.get('dist/octopus-blue-green.mjs')).toContain('from "execa"')
  for (const [file, text] of made) await writeFile(path.join(folder, file), text)
  const ran = await run(process.execPath, [path.join(folder, 'dist/octopus-blue-green.js')])
  expect(ran).toMatchObject({ exitCode: 0, stdout: 'how to use it function\n', stderr: '' })
})

test('the sample application is one file, with what it needs and the licence of that', async () => {
  await source(
    'rehearsal/sample-app/server.ts',
    "import { WebSocketServer } from 'ws'\nconsole.log(typeof WebSocketServer)\n",
  )
  const text = (await makePrograms(folder)).get('dist/sample-app.js') ?? ''
  expect(text).toMatch(/^\/\*\nContains ws:\n[\s\S]*Permission is hereby granted/)
  await rm(path.join(folder, 'node_modules'))
  await writeFile(path.join(folder, 'dist/sample-app.js'), text)
  const ran = await run(process.execPath, [path.join(folder, 'dist/sample-app.js')])
  expect(ran).toMatchObject({ exitCode: 0, stdout: 'function\n', stderr: '' })
})
