import { expect, test } from 'vitest'
import { FileFailed } from '../../src/octopus/file-failed.js'

const systemError = (code: string) =>
  Object.assign(new Error(`${code}: some text`), { code, syscall: 'open', path: 'D:\\BlueGreen\\MyApp\\claim.json' })

test('a full disk, denied access and a busy file are told with what to do', () => {
  expect(FileFailed.from(systemError('ENOSPC'))?.message).toBe(
    'D:\\BlueGreen\\MyApp\\claim.json (open ENOSPC): the disk is full. The step stopped there; what it had done before stays done, and the next run goes on from it. Make room on that disk. Then run this step again.',
  )
  expect(FileFailed.from(systemError('EPERM'))?.message).toContain('access is denied')
  expect(FileFailed.from(systemError('EBUSY'))?.message).toContain('another program keeps it open')
})

test('what nobody but a programmer can put right is none', () => {
  expect(FileFailed.from(systemError('EBADF'))).toBeUndefined()
  expect(FileFailed.from(new TypeError('x is not a function'))).toBeUndefined()
  expect(FileFailed.from('a text')).toBeUndefined()
})
