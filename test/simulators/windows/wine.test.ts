import { expect, onTestFinished, test } from 'vitest'
import { missingForWindows, missingWinePackages } from '../../../src/simulators/windows/wine.js'

test('what lacks for playing Windows is told by its packages', async () => {
  const before = process.env['PATH']
  onTestFinished(() => {
    process.env['PATH'] = before
  })
  process.env['PATH'] = '/nowhere'
  expect(await missingWinePackages()).toEqual(expect.arrayContaining(['wine', 'gcc-mingw-w64-x86-64-win32']))
  expect(await missingForWindows()).toMatch(/^this machine lacks wine, .*gcc-mingw-w64-x86-64-win32$/)
})
