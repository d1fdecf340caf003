import { expect, test } from 'vitest'
import { countersFrom } from '../../src/iis/active-requests.js'

const captured =
  '\r\n"(PDH-CSV 4.0)","\\\\runnervmvmocb\\Paging File(_Total)\\% Usage","\\\\runnervmvmocb\\Memory\\Commit Limit"\r\n"09/22/2026 21:42:32.824","0.000000","20261367808.000000"\r\nExiting, please wait...                         \r\nThe command completed successfully.\r\n\r\r'

test('the sample of typeperf is read by the paths of its counters', () => {
  expect([...countersFrom(captured)]).toEqual([
    ['\\paging file(_total)\\% usage', 0],
    ['\\memory\\commit limit', 20261367808],
  ])
})

test.each([
  ['no value yet', '"(PDH-CSV 4.0)","\\\\m\\a(b)\\c"\r\n"09/22/2026 21:42:32.824"," "\r\n'],
  ['a value that stands for none', '"(PDH-CSV 4.0)","\\\\m\\a(b)\\c"\r\n"09/22/2026 21:42:32.824","-1"\r\n'],
  ['no sample', '"(PDH-CSV 4.0)","\\\\m\\a(b)\\c"\r\n'],
  ['an error', '\r\nError:\r\nNo valid counters.\r\n'],
  ['nothing', ''],
])('%s is no zero', (_, stdout) => {
  expect(countersFrom(stdout).size).toBe(0)
})
