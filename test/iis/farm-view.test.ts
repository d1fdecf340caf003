import { expect, test } from 'vitest'
import { farmScript, viewFrom } from '../../src/iis/farm-view.js'
import { powershellFaults } from '../templates/fixtures/powershell-faults.js'

test('the script that asks ARR is Windows PowerShell 5.1, and has no double quote that an argument would lose', () => {
  expect(powershellFaults(farmScript("My'Farm", 3))).toEqual([])
  expect(farmScript("My'Farm", 3)).not.toContain('"')
  expect(farmScript("My'Farm", 3)).toContain("-ne 'My''Farm'")
})

test('what it prints is read by address, in lower case; anything else is left out', () => {
  const printed =
    'WARNING: something\r\nserver True 0 127.0.0.1\r\nserver False 2 WEB\r\nserver False 0 127.0.0.1\r\nserver Perhaps 0 x\r\nserver True'
  expect([...viewFrom(printed)]).toEqual([
    [
      '127.0.0.1',
      [
        { isHealthy: true, isActive: true },
        { isHealthy: false, isActive: true },
      ],
    ],
    ['web', [{ isHealthy: false, isActive: false }]],
  ])
  expect(viewFrom('').size).toBe(0)
})
