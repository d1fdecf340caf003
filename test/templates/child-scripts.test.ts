import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { farmScript } from '../../src/iis/farm-view.js'
import { mutexScript } from '../../src/iis/octopus-mutex.js'
import { processesScript } from '../../src/routing/nginx-workers.js'
import { parseTranscript } from '../../src/transcripts/transcript-text.js'
import { comparedRehearsals, goldenFile } from '../../src/verify/windows/rehearsals.js'
import { filesBelow, read, root } from '../project/project-files.js'
import { powershellFaults } from './fixtures/powershell-faults.js'

/** The scripts that steps start, by the file that starts them. */
const childScripts: Readonly<Record<string, readonly string[]>> = {
  'src/iis/farm-view.ts': [farmScript("the farm's", 3)],
  'src/iis/octopus-mutex.ts': [mutexScript(30_000)],
  'src/routing/nginx-workers.ts': [processesScript("Name='nginx.exe' and ProcessId=7")],
}

/** What can be in a step's bundle. */
const productFiles = filesBelow('src').filter(
  (file) =>
    /^src\/.+\/.+\.ts$/.test(file) && !/^src\/(?:simulators|rehearsal|verify|bench|templates|library)\//.test(file),
)

test.each(Object.entries(childScripts))('the script that %s starts is Windows PowerShell 5.1', (_file, scripts) => {
  for (const script of scripts) {
    expect(powershellFaults(script)).toEqual([])
    // It is one argument of a command line, in which Windows PowerShell takes double quotes away.
    expect(script).not.toMatch(/["\r\n]/)
  }
})

test('no step starts a script that is not among these', () => {
  const starts = productFiles.flatMap((file) => {
    const count = read(file).match(/findProgram\(\s*'powershell'/g)?.length ?? 0
    return count > 0 ? [[file, count] as const] : []
  })
  expect(Object.fromEntries(starts)).toEqual(
    Object.fromEntries(Object.entries(childScripts).map(([file, scripts]) => [file, scripts.length])),
  )
  // Nor in another way: only this file names the program.
  const named = productFiles.filter((file) =>
    /['"`\\](?:powershell|pwsh)(?:\.exe)?['"`]/.test(read(file).replace(/findProgram\(\s*'powershell'/g, '')),
  )
  expect(named).toEqual(['src/machine/find-program.ts'])
})

test('every script that a rehearsal saw a step start is Windows PowerShell 5.1', () => {
  const scripts = comparedRehearsals
    .flatMap(({ name }) => parseTranscript(readFileSync(path.join(root, goldenFile(name)), 'utf8')))
    .flatMap(({ calls }) => calls.filter(({ program }) => program === 'powershell'))
    .map(({ args }) => args[args.indexOf('-Command') + 1] ?? '')
  expect(scripts.length).toBeGreaterThan(0)
  for (const script of scripts) expect(powershellFaults(script)).toEqual([])
})
