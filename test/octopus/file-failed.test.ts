import { expect, test } from 'vitest'
import { FileFailed } from '../../src/octopus/file-failed.js'

const systemError = (code: string) =>
  Object.assign(new Error(`${code}: some text`), { code, syscall: 'open', path: 'D:\\BlueGreen\\MyApp\\claim.json' })

test('a full disk, denied access and a busy file are told with what to do', () => {
  expect(FileFailed.from(systemError('ENOSPC'))?.message).toBe(
    'D:\\BlueGreen\\MyApp\\claim.json (open ENOSPC): the disk is full. The step stopped there; what it had done before stays done, and the next run goes on from it. Make room on that disk. Then run this step again.',
  )
  expect(FileFailed.from(systemError('EPERM'), 'linux')?.message).toContain('(open EPERM): access is denied.')
  expect(FileFailed.from(systemError('EBUSY'), 'linux')?.message).toContain('another program keeps it open')
})

test('on Windows denied access may be a file that is open, and how to see who has it is told', () => {
  const denied = FileFailed.from(Object.assign(systemError('EPERM'), { triedMs: 10_020 }), 'win32')?.message
  expect(denied).toContain('(open EPERM), tried for 10 s: another program keeps it open, or access is denied.')
  expect(denied).toContain('Resource Monitor (resmon.exe')
  expect(FileFailed.from(systemError('EBUSY'), 'win32')?.message).toContain('handle.exe of Sysinternals')
})

test('of a move both ends are named', () => {
  const moved = Object.assign(systemError('EBUSY'), { syscall: 'rename', path: 'D:\\a', dest: 'D:\\b' })
  expect(FileFailed.from(moved)?.message).toContain('D:\\a to D:\\b (rename EBUSY): another program keeps it open.')
})

test('what nobody but a programmer can put right is none', () => {
  expect(FileFailed.from(systemError('EBADF'))).toBeUndefined()
  expect(FileFailed.from(new TypeError('x is not a function'))).toBeUndefined()
  expect(FileFailed.from('a text')).toBeUndefined()
})
