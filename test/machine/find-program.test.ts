import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findProgram, programPlaces } from '../../src/machine/find-program.js'
import { ProgramMissing } from '../../src/machine/program-missing.js'
import { temporaryFolder, writeFiles } from './temporary-folder.js'

test('on Windows appcmd is the one of IIS, also for a 32-bit process', () => {
  expect(programPlaces('appcmd', 'win32', { windir: 'C:\\WINDOWS', PATH: 'C:\\evil' })).toEqual([
    'C:\\WINDOWS\\sysnative\\inetsrv\\appcmd.exe',
    'C:\\WINDOWS\\System32\\inetsrv\\appcmd.exe',
  ])
})

test("on Windows the system's own programs do not come from PATH", () => {
  const places = (name: string) => programPlaces(name, 'win32', { windir: 'C:\\Windows', PATH: 'C:\\evil' })
  expect(places('netsh')).toEqual(['C:\\Windows\\System32\\netsh.exe'])
  expect(places('powershell')).toEqual(['C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'])
})

test('on Windows other programs come from the absolute folders of PATH', () => {
  expect(programPlaces('nginx', 'win32', { Path: '.;C:\\nginx;;D:\\x' })).toEqual([
    'C:\\nginx\\nginx.exe',
    'D:\\x\\nginx.exe',
  ])
})

test('elsewhere the first executable file on PATH counts', async () => {
  const folder = await temporaryFolder()
  await writeFiles(folder, { 'a/appcmd': '', 'b/appcmd': '' })
  await chmod(join(folder, 'b/appcmd'), 0o755)
  withPath(`.::${join(folder, 'none')}:${join(folder, 'a')}:${join(folder, 'b')}`)
  expect(findProgram('appcmd')).toBe(join(folder, 'b/appcmd'))
  expect(findProgram(join(folder, 'b/appcmd'))).toBe(join(folder, 'b/appcmd'))
})

test('a missing program is an error that says what to install', async () => {
  withPath(await temporaryFolder())
  expect(() => findProgram('appcmd')).toThrow(ProgramMissing)
  expect(() => findProgram('appcmd')).toThrow('Install IIS with its management scripts and tools')
})

function withPath(path: string): void {
  const before = process.env['PATH']
  process.env['PATH'] = path
  onTestFinished(() => {
    process.env['PATH'] = before
  })
}
