import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { makeStep } from '../../src/templates/make-step.js'
import type { Template } from '../../src/templates/template.js'
import { filesBelow } from '../project/project-files.js'
import { greet, greetLedger, projectFolder } from './fixtures/greet-file.js'
import { powershellFaults } from './fixtures/powershell-faults.js'
import type { KnownCommand } from './fixtures/windows-powershell.js'

/** Besides what the templates call. */
const installationCommands: Readonly<Record<string, KnownCommand>> = {
  'Add-Content': { parameters: ['-LiteralPath', '-Value'], positional: 0 },
  'Assert-ExitCode': { parameters: [], positional: 2 },
  choco: 'program',
  'Expand-Archive': { parameters: ['-LiteralPath', '-DestinationPath', '-Force'], switches: ['-Force'], positional: 0 },
  'Install-WindowsFeature': { parameters: ['-Name'], positional: 0 },
  'Invoke-WebRequest': {
    ...{ parameters: ['-UseBasicParsing', '-Uri', '-OutFile'], switches: ['-UseBasicParsing'], positional: 0 },
  },
  'Restart-Service': { parameters: ['-Name', '-Force'], switches: ['-Force'], positional: 0 },
  'Start-Service': { parameters: ['-Name'], positional: 0 },
  'Write-Output': { parameters: [], positional: 1 },
}

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
  '$a = ($b -eq 1) ? 1 : 2',
  '$a = $b?.Length',
  '$a = $' + '{b}?.Length',
  '$a = $b?[0]',
  '$a = "$($b ?? 1)"',
  'if ($a) { Join-Path a b && Join-Path b c }',
  'Join-Path a b || Join-Path b c',
  'Start-Sleep -Milliseconds 9 &',
  'function f { process { 1 } clean { 2 } }',
  '1..3 | ForEach-Object -Parallel { $_ }',
  '1..3 | ForEach-Object { $_ } -Parallel',
  "$a = 'a'..'f'",
  "$a = 'x' -replace 'x', { $_.Value }",
  '$a = 0b1010',
  '$a = 10uy',
  '$a = "`u{1F600}"',
  '$a = "`e[0m"',
  '& $node 2>&1',
  '& $node 2>$null',
  'Join-Path a b c',
  'Join-Path -Path a -ChildPath b -AdditionalChildPath c',
  'Get-Command -UseFuzzyMatching node',
  'Remove-Service -Name x',
  'Get-Error',
  'ConvertTo-Json $a -AsArray',
  '& "Get-Uptime"',
  '. ./other.ps1',
  'Invoke-Expression $a',
  '$a = [semver] $b',
  '$a = [System.Convert]::ToHexString($b)',
  '$a = [System.IO.Path]::GetRelativePath($a, $b)',
  '$a = $text.Contains($b, 1).GetHashCode()',
  'if ($IsWindows) { exit 1 }',
  '$a = $PSStyle.Reset',
  '#Requires -Version 7.0',
  'if ($a) {',
])('the check finds what 5.1 does not have: %s', (body) => {
  expect(powershellFaults(body)).not.toEqual([])
})

test('every file of PowerShell in the project is checked', async () => {
  const files = ['.github', 'src', 'test'].flatMap(filesBelow).filter((file) => /\.ps1(?:\.txt)?$/.test(file))
  expect(files.sort()).toEqual(['src/templates/powershell-body.ps1.txt', 'src/verify/windows/install-iis.ps1'])
})

test('the installation on Windows is Windows PowerShell 5.1', async () => {
  const script = await readFile(path.join(projectFolder, 'src/verify/windows/install-iis.ps1'), 'utf8')
  expect(powershellFaults(script, { commands: installationCommands })).toEqual([])
})
