import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { exampleSettings } from '../../../src/library/compose/example-settings.js'
import { toCreate } from '../../../src/library/import/to-send.js'
import { templateFiles } from '../../../src/library/step-template.js'
import { createTemplate } from '../../../src/simulators/octopus-server/action-template.js'
import { temporaryFolder } from '../../machine/temporary-folder.js'
import { root } from '../../project/project-files.js'
import { ask, runningServer } from '../../simulators/octopus-server/running-server.js'
import { run } from './command-line.js'

async function settingsIn(folder: string, content = exampleSettings): Promise<string> {
  const file = path.join(folder, 'blue-green.yaml')
  await writeFile(file, content)
  return file
}

test('export --format ocl names the templates and the feed as the server has them; twice is nothing to do', async () => {
  const folder = await temporaryFolder()
  const server = await runningServer()
  await ask(server, 'POST', 'Spaces-1/actiontemplates', { Name: 'Other', ActionType: 'Octopus.Script' })
  for (const { template } of templateFiles(root)) createTemplate(server.store, server.defaultSpace, toCreate(template))
  server.log.clear()
  const args = ['export', await settingsIn(folder), '--format', 'ocl', '--out', path.join(folder, '.octopus')]
  expect(await run(args, server)).toMatchObject({ exitCode: 0, stderr: '' })
  expect(readdirSync(path.join(folder, '.octopus'))).toEqual(['deployment_process.ocl', 'variables.ocl'])
  const text = readFileSync(path.join(folder, '.octopus/deployment_process.ocl'), 'utf8')
  const [warmUp] = [...server.defaultSpace.templates.values()]
    .flat()
    .filter(({ Name }) => Name === 'Blue-Green - Warm Up')
  expect(text).toContain(`Octopus.Action.Template.Id = "${warmUp?.Id}"`)
  expect(text).toContain('feed = "octopus-server-built-in"')
  expect(await run(args, server)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') })
  expect(server.log.writes).toEqual([])
})

test('export --format terraform asks no server; a library variable set is a resource', async () => {
  const folder = await temporaryFolder()
  const file = await settingsIn(folder, `${exampleSettings}library-variable-set: Blue-green\n`)
  const out = path.join(folder, 'module')
  const { exitCode, stdout } = await run(['export', file, '--format', 'terraform', '--out', out, '--json'], {})
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    format: 'terraform',
    written: expect.arrayContaining([path.join(out, 'main.tf')]),
  })
  expect(readdirSync(out)).toHaveLength(7)
  expect(readFileSync(path.join(out, 'main.tf'), 'utf8')).toContain(
    'resource "octopusdeploy_library_variable_set" "blue_green"',
  )
})

test('export overwrites no file that is another one, and then writes none', async () => {
  const folder = await temporaryFolder()
  const file = await settingsIn(folder)
  await writeFile(path.join(folder, 'main.tf'), 'theirs')
  const ended = await run(['export', file, '--format', 'terraform', '--out', folder], {})
  expect(ended).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is there, and is another one') })
  expect(readdirSync(folder).sort()).toEqual(['blue-green.yaml', 'main.tf'])
  expect(readFileSync(path.join(folder, 'main.tf'), 'utf8')).toBe('theirs')
})

test('export tells what is missing in its options and settings', async () => {
  const file = await settingsIn(await temporaryFolder(), 'ports: x')
  expect(await run(['export', file], {})).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/--format: ocl or terraform is needed\.\n--out: a folder is needed\./),
  })
  expect(await run(['export', file, '--format', 'terraform', '--out', 'x'], {})).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('line 1: ports "x" is neither'),
  })
})
