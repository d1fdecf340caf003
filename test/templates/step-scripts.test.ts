import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { stepFiles } from '../../src/templates/step-file.js'
import type { Template } from '../../src/templates/template.js'
import { projectFolder } from './fixtures/greet-file.js'
import { run } from './fixtures/run-body.js'

const inProject = (...parts: string[]) => path.join(projectFolder, ...parts)

let steps: string[] = []
beforeAll(async () => {
  steps = (await stepFiles(projectFolder)).map((file) => path.basename(file, '.ts'))
})

test('every step was built', async () => {
  expect(steps.length).toBeGreaterThanOrEqual(8)
  expect(await readdir(inProject('dist'))).toEqual(expect.arrayContaining(steps.map((name) => `${name}.js`)))
  const templates = await readdir(inProject('step-templates'))
  expect(templates).toEqual(expect.arrayContaining(steps.map((name) => `blue-green-${name}.json`)))
})

test('each body carries exactly the script in dist, and says so', async () => {
  for (const name of await readdir(inProject('step-templates')).catch(() => [])) {
    const made = JSON.parse(await readFile(inProject('step-templates', name), 'utf8')) as Template
    const body = made.Properties['Octopus.Action.Script.ScriptBody']
    const [, script = '', told] = /dist\/([\w-]+\.js).*\(SHA-256 of that file: ([0-9a-f]{64})\)/.exec(body) ?? []
    const code = await readFile(inProject('dist', script))
    const [payload = ''] = /(?:^[A-Za-z0-9+/]{150}\n)+[A-Za-z0-9+/=]+$/m.exec(body) ?? []
    expect(brotliDecompressSync(Buffer.from(payload, 'base64')).equals(code), name).toBe(true)
    expect(createHash('sha256').update(code).digest('hex'), name).toBe(told)
  }
})

test('each script tells how it is used, and refuses to run without parameters, changing nothing', async () => {
  for (const name of steps) {
    const help = await run(process.execPath, [inProject('dist', `${name}.js`), '--help'])
    expect(help, name).toMatchObject({ exitCode: 0, stderr: '' })
    expect(help.stdout, name).toContain('BG.')
    const bare = await run(process.execPath, [inProject('dist', `${name}.js`)], { input: '{}' })
    expect(bare, name).toMatchObject({ exitCode: 1, stderr: '' })
    expect(bare.stdout, name).toContain('Nothing was changed.')
  }
})
