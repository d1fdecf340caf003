import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { run } from './library/commands/command-line.js'
import { temporaryFolder } from './machine/temporary-folder.js'
import { powershellFaults } from './templates/fixtures/powershell-faults.js'

let script = ''
beforeAll(async () => {
  script = (await run(['completion', 'bash'], {})).stdout
})

/** What bash offers behind the words, the last of which is being typed. */
async function offered(...words: string[]): Promise<string[]> {
  const file = path.join(await temporaryFolder(), 'completion')
  await writeFile(file, script)
  const line = ['octopus-blue-green', ...words].map((word) => `'${word}'`).join(' ')
  const lines = `source '${file}'; COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _octopus_blue_green; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout } = await promisify(execFile)('bash', ['-c', lines])
  return stdout.split('\n').filter(Boolean)
}

test('bash completes commands, their options, and the names of templates', async () => {
  expect(await offered('')).toEqual(
    expect.arrayContaining(['import', 'upgrade', 'run', 'doctor', 'rehearse', 'completion']),
  )
  expect(await offered('')).not.toContain('iis-host')
  expect(await offered('up')).toEqual(['upgrade'])
  expect(await offered('import', '--of')).toEqual(['--offline'])
  expect(await offered('run', 'stat')).toEqual(['status'])
  expect(await offered('completion', 'p')).toEqual(['pwsh'])
})

test('the one for PowerShell has no syntax that Windows PowerShell 5.1 does not know', async () => {
  const { stdout } = await run(['completion', 'pwsh'], {})
  expect(powershellFaults(stdout).filter((fault) => /^(syntax|&&)/.test(fault))).toEqual([])
})

test('there is one for zsh and for PowerShell, with the same words', async () => {
  for (const shell of ['zsh', 'pwsh']) {
    const { stdout, exitCode } = await run(['completion', shell], {})
    expect(exitCode).toBe(0)
    for (const word of ['upgrade', '--dry-run', 'warm-up-bash', '--role']) expect(stdout).toContain(word)
  }
  expect(await run(['completion', 'fish'], {})).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('bash, zsh, pwsh'),
  })
})
