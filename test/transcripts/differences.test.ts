import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Call, Chapter } from '../../src/transcripts/call.js'
import { differences } from '../../src/transcripts/differences.js'
import { parseTranscript } from '../../src/transcripts/transcript-text.js'
import { goldenFile } from '../../src/verify/windows/rehearsals.js'

const golden = readFileSync(path.resolve(import.meta.dirname, '../..', goldenFile('arr-rewrite')), 'utf8')
const expected = parseTranscript(golden)

/** The golden transcript with another list of calls in its chapter "1.1.0 Switch". */
const withSwitch = (change: (calls: readonly Call[]) => Call[]): Chapter[] =>
  expected.map((chapter) => (chapter.title === '1.1.0 Switch' ? { ...chapter, calls: change(chapter.calls) } : chapter))

const isStop = ({ args }: Call) => args[0] === 'stop' && args[1] === 'site'

test('the same transcripts do not differ', () => {
  expect(differences(expected, parseTranscript(golden))).toEqual([])
})

test('another answer is shown beside the expected one, under its command and its step', () => {
  const found = withSwitch((calls) =>
    calls.map((call) => (isStop(call) ? { ...call, stdout: 'ERROR ( message:No. )\r\n', exitCode: 5 } : call)),
  )
  expect(differences(expected, found)).toEqual([
    '== 1.1.0 Switch',
    '  > appcmd stop site Sample-1.0.0',
    '- "Sample-1.0.0" successfully stopped',
    '- = 0',
    '+ ERROR ( message:No. )',
    '+ = 5',
  ])
})

test('a command that was not run, and one that was not expected, are shown with their answers', () => {
  const found = withSwitch((calls) =>
    calls.map((call) => (isStop(call) ? { ...call, args: ['recycle', 'site', 'X'] } : call)),
  )
  expect(differences(expected, found)).toEqual([
    '== 1.1.0 Switch',
    '- > appcmd stop site Sample-1.0.0',
    '- "Sample-1.0.0" successfully stopped',
    '- = 0',
    '+ > appcmd recycle site X',
    '+ "Sample-1.0.0" successfully stopped',
    '+ = 0',
  ])
})

test('a step that was not run, and one that was not expected, are named', () => {
  const others = expected.map((chapter) =>
    chapter.title === '1.1.0 Switch' ? { ...chapter, title: '1.1.0 Revert' } : chapter,
  )
  expect(differences(expected, others)).toEqual([
    ...['== 1.1.0 Switch', '- was not run'],
    ...['== 1.1.0 Revert', '+ was not expected'],
  ])
})

test('not one line of a transcript can be changed, lost or doubled without being noticed', () => {
  const lines = golden.split('\n')
  const line = fc.integer({ min: 0, max: lines.length - 2 }).filter((at) => !/^#/.test(lines[at] ?? ''))
  fc.assert(
    fc.property(line, fc.constantFrom('changed', 'lost', 'doubled'), (at, how) => {
      const own = lines[at] ?? ''
      const put = how === 'changed' ? [`${own}9`] : how === 'lost' ? [] : [own, own]
      let told: string[]
      try {
        told = differences(expected, parseTranscript(lines.toSpliced(at, 1, ...put).join('\n')))
      } catch (error) {
        told = [String(error)] // a command without its exit code
      }
      // A second exit code after the first is no call's.
      if (how !== 'doubled' || !/^= /.test(own)) expect(told).not.toEqual([])
    }),
    { numRuns: 150 },
  )
})
