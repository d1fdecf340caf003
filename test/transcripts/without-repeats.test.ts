import { expect, test } from 'vitest'
import type { Call } from '../../src/transcripts/call.js'
import { onEverySystem } from '../../src/transcripts/on-every-system.js'
import { withoutRepeats } from '../../src/transcripts/without-repeats.js'
import { withoutSameAnswers } from '../../src/transcripts/without-same-answers.js'

const call = (command: string, stdout = ''): Call => ({
  ...{ program: 'appcmd', args: command.split(' '), stdin: '', stdout, stderr: '', exitCode: 0 },
})
const told = (calls: readonly Call[]) => calls.map(({ args, stdout }) => `${args.join(' ')}${stdout && `: ${stdout}`}`)

test('of what is asked until the answer is right only the last answer is kept', () => {
  const calls = ['', 'Starting', 'Started'].map((state) => call('list site S', state))
  expect(told(withoutRepeats([call('start site S'), ...calls, call('list wp')]))).toEqual([
    'start site S',
    'list site S: Started',
    'list wp',
  ])
})

test('also where several commands are asked in turn', () => {
  const round = (busy: string) => [call('list requests', busy), call('typeperf', busy), call('list wp', busy)]
  const calls = [...['3', '2', '1', '0'].flatMap(round), call('stop site')]
  expect(told(withoutRepeats(calls))).toEqual([...['list requests: 0', 'typeperf: 0', 'list wp: 0'], 'stop site'])
})

test('the same command at two places stays', () => {
  const calls = ['list site', 'add site', 'list site', 'start site', 'list site'].map((command) => call(command))
  expect(withoutRepeats(calls)).toEqual(calls)
})

test('what is started on Windows only does not keep a round from being one', () => {
  const look = [call('list site'), call('list wp')]
  const netstat: Call = { ...call('-ano -p TCP'), program: 'netstat' }
  const chcp: Call = { ...call(''), program: 'chcp' }
  expect(withoutRepeats(onEverySystem([chcp, ...look, netstat, ...look]))).toEqual(look)
})

test('a long answer that has not changed is shown once', () => {
  const long = (last: string) => `1\r\n2\r\n3\r\n4\r\n${last}\r\n`
  const chapters = [
    { title: 'one', calls: [call('list site', long('a')), call('list wp', 'short')] },
    { title: 'two', calls: [call('list site', long('a')), call('list wp', 'short'), call('list site', long('b'))] },
  ]
  expect(withoutSameAnswers(chapters).map(({ calls }) => calls.map(({ stdout }) => stdout))).toEqual([
    [long('a'), 'short'],
    ['(the same answer as before)\r\n', 'short', long('b')],
  ])
})
