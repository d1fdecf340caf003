import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mutexScript } from '../../src/iis/octopus-mutex.js'
import { wholeEnvironment } from '../../src/rehearsal/real/real-machine.js'
import { type ActionResult, type Template, Tentacle } from '../../src/simulators/tentacle/tentacle.js'
import { makeStep } from '../../src/templates/make-step.js'
import { greet, greetLedger, projectFolder } from './fixtures/greet-file.js'
import { hostileTexts } from './fixtures/hostile-texts.js'

const names = process.platform === 'win32' ? ['powershell.exe', 'pwsh.exe'] : ['pwsh']
const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean)
const filesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
const programs = names.filter((name) => folders.some((folder) => filesIn(folder).includes(name)))

const good = {
  'BG.Application': 'MyApp',
  'BG.Names': 'Ann\nBob',
  'BG.Times': '1',
  'BG.Style': 'plain',
  'BG.WhatIf': 'False',
}

let folder = ''
let template: Template
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'real-powershell-'))
  const { files } = await makeStep(projectFolder, greet, greetLedger)
  template = JSON.parse(files.get('step-templates/blue-green-greet.json') ?? '') as Template
})
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

/** The body as Octopus would run it with this PowerShell. */
function run(pwsh: string, parameters: Readonly<Record<string, string>>): Promise<ActionResult> {
  const machine = {
    name: 'web-1',
    folder: path.join(folder, pwsh),
    path: [],
    ...(process.platform === 'win32' ? { environment: wholeEnvironment(process.env) } : {}),
  }
  return new Tentacle(machine, {}, { pwsh }).run({ stepName: 'Greet', template, parameters })
}

// Told by verify as skipped.
if (programs.length === 0) test.skip(`a real PowerShell runs the bodies: there is no ${names.join(' or ')} here`)

describe.each(programs)('under %s', { timeout: 120_000 }, (pwsh) => {
  test('a body runs its step, in a real PowerShell', async () => {
    const result = await run(pwsh, good)
    expect(result).toMatchObject({ succeeded: true, warnings: false, outputs: { Greeted: '2', Raw: '' } })
    expect(result.simulated.join()).not.toContain('PowerShell')
  })

  test.each(Object.entries(hostileTexts))('a body carries %s through, byte for byte', async (_, text) => {
    const result = await run(pwsh, { ...good, 'BG.Raw': text })
    expect(result).toMatchObject({ exitCode: 0, warnings: false, outputs: { Greeted: '2', Raw: text } })
  })

  test('a body passes on the exit code and the reason of a failure', async () => {
    expect(await run(pwsh, { ...good, 'BG.Times': '0' })).toMatchObject({
      ...{ exitCode: 1, resultMessage: 'Nobody was greeted. Nothing was changed. Greet once.' },
    })
  })

  test('a body says where Node was not found', async () => {
    const result = await run(pwsh, { ...good, 'BG.NodePath': path.join(folder, "no 'such' node") })
    expect(result.exitCode).toBe(1)
    expect(result.resultMessage).toContain("no 'such' node' (parameter BG.NodePath). Nothing was changed.")
  })

  test("every template's body, and the installation on Windows, are a script without a mistake to its own parser", async () => {
    const templates = path.join(projectFolder, 'step-templates')
    const bodies = readdirSync(templates)
      .map((name) => JSON.parse(readFileSync(path.join(templates, name), 'utf8')) as Template)
      .filter(({ Properties }) => Properties['Octopus.Action.Script.Syntax'] === 'PowerShell')
      .map(({ Properties }) => Properties['Octopus.Action.Script.ScriptBody'] ?? '')
    const scripts = [...bodies, readFileSync(path.join(projectFolder, 'src/verify/windows/install-iis.ps1'), 'utf8')]
    expect(scripts.length).toBeGreaterThan(5)
    for (const [index, script] of scripts.entries()) {
      const file = path.join(folder, `script-${index}.ps1`)
      await writeFile(file, `\ufeff${script}`)
      const parse = `$errors = $null; [void][System.Management.Automation.Language.Parser]::ParseFile('${file}', [ref]$null, [ref]$errors); $errors | ForEach-Object { $_.Message }; exit @($errors).Count`
      expect(await execa(pwsh, ['-NoProfile', '-NonInteractive', '-Command', parse], { reject: false })).toMatchObject({
        ...{ exitCode: 0, stdout: '' },
      })
    }
  })

  test('the script that holds a mutex says that it has it, and lets it go when its input ends', async () => {
    const args = ['-NoProfile', '-NonInteractive', '-Command', mutexScript(10_000)]
    expect(await execa(pwsh, args, { input: '\n' })).toMatchObject({ exitCode: 0, stdout: 'held' })
  })
})
