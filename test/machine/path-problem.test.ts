import path from 'node:path'
import { expect, test } from 'vitest'
import { pathProblem } from '../../src/machine/path-problem.js'

const onWindows = (text: string, share = false) => pathProblem(text, { rules: path.win32, share })

test('a full path with a drive is good on Windows, whichever slashes and letters', () => {
  for (const good of ['C:\\BlueGreen', 'd:/Blue Green/x', 'C:\\', 'C:\\a\\.\\b\\', 'C:\\a..b\\.c', 'C:\\Größe\\日本'])
    expect(onWindows(good), good).toBeUndefined()
})

test('on Windows a path without a drive depends on the process, and is refused', () => {
  for (const relative of ['BlueGreen', '\\BlueGreen', '/BlueGreen', 'C:BlueGreen', 'C:', '\\\\server'])
    expect(onWindows(relative), relative).toBe('is not a full path: it has to begin with a drive, as C:\\ does')
})

test('a path of Windows’ own form, which IIS does not take, is told apart', () => {
  for (const own of ['\\\\?\\C:\\BlueGreen', '\\\\?\\UNC\\server\\share', '\\\\.\\C:\\x', '//?/C:/BlueGreen'])
    expect(onWindows(own, true), own).toMatch(
      /^begins with \\\\\?\\ or \\\\\.\\, which IIS does not take\. Leave that out/,
    )
})

test('a share may be read from, and keeps no slots', () => {
  for (const share of ['\\\\server\\share', '\\\\server\\share\\x', '//server/share/x']) {
    expect(onWindows(share), share).toMatch(/^is a share of the network\. It has to be on a disk of this machine/)
    expect(onWindows(share, true), share).toBeUndefined()
  }
})

test('names that Windows would take for others are refused anywhere in a path', () => {
  for (const [odd, why] of [
    ['C:\\a.\\b', 'holds the name "a.", which ends in a dot or a blank'],
    ['C:\\a \\b', 'holds the name "a ", which ends in a dot or a blank'],
    ['C:\\a\\...', 'holds the name "...", which ends in a dot'],
    ['C:\\nul\\b', 'holds the name "nul", which names a device'],
    ['C:\\a\\COM1.txt', 'holds the name "COM1.txt", which names a device'],
    ['C:\\a\\b:c', 'holds the name "b:c", which has a character'],
    ['C:\\a\\..\\b', 'must not hold ".."'],
  ] as const)
    expect(onWindows(odd), odd).toMatch(new RegExp(`^${why.replaceAll('.', '\\.')}`))
  expect(onWindows('\\\\server\\share\\con', true)).toContain('names a device')
})

test('elsewhere any full path without a way up is good', () => {
  expect(pathProblem('/srv/con/a.', { rules: path.posix })).toBeUndefined()
  expect(pathProblem('srv', { rules: path.posix })).toBe('is not a full path')
  expect(pathProblem('/srv/../x', { rules: path.posix })).toBe('must not hold ".."')
})
