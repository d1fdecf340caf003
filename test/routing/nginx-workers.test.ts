import { expect, test } from 'vitest'
import { processesScript } from '../../src/routing/nginx-workers.js'
import { powershellFaults } from '../templates/fixtures/powershell-faults.js'

test('what asks Windows for its processes is Windows PowerShell 5.1, without double quotes, which a command line would lose', () => {
  const script = processesScript("Name='nginx.exe' and ParentProcessId=7")
  expect(powershellFaults(script)).toEqual([])
  expect(script).not.toContain('"')
  expect(script).toContain("-Filter 'Name=''nginx.exe'' and ParentProcessId=7'")
})
