import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { askForNode, nodeProblem } from '../../../src/library/tasks/node-check.js'
import { powershellFaults } from '../../templates/fixtures/powershell-faults.js'

const scriptIn = (shell: 'PowerShell' | 'Bash') => (askForNode(shell) as { ScriptBody: string }).ScriptBody

test('Node is there, is missing or is too old', () => {
  expect(nodeProblem(['x', 'Node: v20.0.0'])).toBeUndefined()
  expect(nodeProblem(['Node: none'])).toBe('Node was not found')
  expect(nodeProblem(['Node: v18.19.0'])).toContain('older than 20')
  expect(nodeProblem([])).toContain('said nothing')
})

test('the script for Linux tells the version of the Node on the PATH', async () => {
  const PATH = `${path.dirname(process.execPath)}:/usr/bin:/bin`
  const { stdout } = await promisify(execFile)('bash', ['-c', scriptIn('Bash')], { env: { PATH } })
  expect(stdout).toBe(`Node: ${process.version}\n`)
})

test('the script for Windows is one that Windows PowerShell 5.1 runs', () => {
  expect(powershellFaults(scriptIn('PowerShell'))).toEqual([])
})
