import { expect, test } from 'vitest'
import { farmScript, viewFrom } from '../../src/iis/farm-view.js'
import { powershellFaults } from '../templates/fixtures/powershell-faults.js'

test('the script that asks ARR is Windows PowerShell 5.1, and has no double quote that an argument would lose', () => {
  expect(powershellFaults(farmScript("My'Farm"))).toEqual([])
  expect(farmScript("My'Farm")).not.toContain('"')
  expect(farmScript("My'Farm")).toContain("-ne 'My''Farm'")
})

test('what it prints is read by address, in lower case; anything else is left out', () => {
  const printed =
    'WARNING: something\r\nserver True 0 127.0.0.1\r\nserver False 2 WEB\r\nserver Perhaps 0 x\r\nserver True'
  expect([...viewFrom(printed)]).toEqual([
    ['127.0.0.1', { isHealthy: true, isActive: true }],
    ['web', { isHealthy: false, isActive: false }],
  ])
  expect(viewFrom('').size).toBe(0)
})
