import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { makeStep } from '../../src/templates/make-step.js'
import type { Template } from '../../src/templates/template.js'
import { greet, greetLedger, projectFolder } from './fixtures/greet-file.js'
import { powershellFaults } from './fixtures/powershell-faults.js'

const bodyOf = (json: string) => (JSON.parse(json) as Template).Properties['Octopus.Action.Script.ScriptBody']

test('a body is Windows PowerShell 5.1', async () => {
  const { files } = await makeStep(projectFolder, greet, greetLedger)
  expect(powershellFaults(bodyOf(files.get('step-templates/blue-green-greet.json') ?? ''))).toEqual([])
})

test("every step's body is Windows PowerShell 5.1", async () => {
  const folder = path.join(projectFolder, 'step-templates')
  for (const name of await readdir(folder).catch(() => [])) {
    const json = await readFile(path.join(folder, name), 'utf8')
    if (json.includes('"PowerShell"')) expect(powershellFaults(bodyOf(json)), name).toEqual([])
  }
})

test.each([
  '$a = $b ?? 1',
  '$a ??= 1',
  '$a = $b ? 1 : 2',
  '$a = $b?.Length',
  'if ($a) { Join-Path a b && Join-Path b c }',
  'Join-Path a b || Join-Path b c',
  '1..3 | ForEach-Object -Parallel { $_ }',
  '& $node 2>&1',
  'Get-Command -UseFuzzyMatching node',
  'if ($IsWindows) { exit 1 }',
  'if ($a) {',
])('the check finds what 5.1 does not have: %s', (body) => {
  expect(powershellFaults(body)).not.toEqual([])
})
