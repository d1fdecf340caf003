import path from 'node:path'
import { expect, test } from 'vitest'
import { isInside, isSamePath, machineFolder } from '../../src/machine/paths.js'

test('a file below a folder is inside, the folder itself and its namesakes are not', () => {
  expect(isInside('/apps/MyApp', '/apps/MyApp/slots/1', path.posix)).toBe(true)
  expect(isInside('/apps/MyApp/', '/apps/MyApp//slots/./1', path.posix)).toBe(true)
  expect(isInside('/apps/MyApp', '/apps/MyApp', path.posix)).toBe(false)
  expect(isInside('/apps/MyApp', '/apps/MyApp-Admin', path.posix)).toBe(false)
  expect(isInside('/apps/MyApp', '/apps/myapp/slots', path.posix)).toBe(false)
  expect(isInside('/apps/MyApp', '/apps/MyApp/..slots', path.posix)).toBe(false)
})

test('a path that is relative or goes up is never inside', () => {
  expect(isInside('/apps', 'apps/a', path.posix)).toBe(false)
  expect(isInside('/apps', '/apps/a/../b', path.posix)).toBe(false)
  expect(isInside('', '/apps', path.posix)).toBe(false)
  expect(isInside('C:\\apps', 'C:apps\\a', path.win32)).toBe(false)
  expect(isInside('C:\\apps', 'C:\\apps\\a\\..\\..\\Windows', path.win32)).toBe(false)
})

test('on Windows the case of letters and the kind of slash do not matter, the drive does', () => {
  expect(isInside('C:\\Apps\\MyApp', 'c:/apps/MYAPP/slots/1', path.win32)).toBe(true)
  expect(isInside('C:\\Apps', 'D:\\Apps\\x', path.win32)).toBe(false)
  expect(isInside('C:\\', 'C:\\Windows', path.win32)).toBe(true)
  expect(isInside('\\\\server\\share\\apps', '\\\\SERVER\\share\\apps\\x', path.win32)).toBe(true)
})

test('on Windows a name that would be read as another one is never inside', () => {
  expect(isInside('C:\\apps', 'C:\\apps\\.. \\Windows', path.win32)).toBe(false)
  expect(isInside('C:\\apps', 'C:\\apps\\...\\x', path.win32)).toBe(false)
})

test('IIS may write a path in other letters and with other slashes than the disk', () => {
  expect(isSamePath('C:\\BlueGreen\\MyApp\\front', 'c:/bluegreen/MYAPP/front/', path.win32)).toBe(true)
  expect(isSamePath('C:\\BlueGreen', 'D:\\BlueGreen', path.win32)).toBe(false)
  expect(isSamePath('C:\\BlueGreen', 'C:\\BlueGreen\\front', path.win32)).toBe(false)
  expect(isSamePath('C:\\BlueGreen', '', path.win32)).toBe(false)
  expect(isSamePath('/srv/a', '/srv/A', path.posix)).toBe(false)
})

test('the machine folder follows ProgramData, which a simulated machine has too', () => {
  expect(machineFolder({ ProgramData: '/machines/1' })).toBe('/machines/1/octopus-blue-green')
  expect(machineFolder({ ProgramData: '' })).toBe('/var/lib/octopus-blue-green')
})
