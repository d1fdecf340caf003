import { expect, test } from 'vitest'
import { harmless, machineLogs } from '../../../src/library/tasks/machine-log.js'

const line = (MessageText: string) => ({ Category: 'Info', MessageText })
const branch = (Name: string, Status: string, ...texts: string[]) => ({ Name, Status, LogElements: texts.map(line) })

test('each machine has the branch that is named after it, however deep, with what is below', () => {
  const details = {
    ActivityLogs: [
      {
        Name: 'Task',
        Status: 'Failed',
        Children: [
          {
            ...branch('Run on all', 'Failed'),
            Children: [
              branch('Run script on: web-10', 'Failed', 'ten'),
              branch('Run script on web-1', 'SuccessWithWarning', 'one', 'Outputs: {"Port":"1"}'),
            ],
          },
        ],
      },
    ],
  }
  expect(machineLogs(details, ['web-1', 'web-10', 'web-2'])).toMatchObject([
    { name: 'web-1', result: 'success', outputs: { Port: '1' } },
    { name: 'web-10', result: 'failed', lines: [{ MessageText: 'ten' }], outputs: {} },
    { name: 'web-2', result: 'unknown', lines: [] },
  ])
  expect(machineLogs({}, ['web-1'])).toMatchObject([{ result: 'unknown' }])
})

test('what a machine prints is harmless in a terminal', () => {
  expect(harmless('a\u001b]0;title\u0007\tb\u009b31m')).toBe('a?]0;title?\tb?31m')
})
