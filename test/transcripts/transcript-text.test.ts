import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Chapter } from '../../src/transcripts/call.js'
import { commandLineOf, wordsOf } from '../../src/transcripts/command-words.js'
import { parseTranscript, printTranscript } from '../../src/transcripts/transcript-text.js'

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc
    .array(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        '\\',
        '\\z',
        '\\n',
        '> a',
        '< ',
        '2> ',
        '= 0',
        '# x',
        '\\.',
        'C:\\new',
        "'",
        '"',
        ' ',
      ),
    )
    .map((parts) => parts.join('')),
)
const word = nasty.map((text) => text || 'x')

test('words are read back as they were, whatever is in them', () => {
  fc.assert(
    fc.property(fc.array(nasty), (words) => {
      expect(wordsOf(commandLineOf(words))).toEqual(words)
    }),
  )
})

test('a transcript is read back as it was written, whatever the programs said', () => {
  const call = fc.record({
    ...{ program: word, args: fc.array(nasty, { maxLength: 4 }), stdin: nasty, stdout: nasty, stderr: nasty },
    exitCode: fc.option(fc.nat(), { nil: undefined }),
  })
  const chapter = fc.record({
    title: fc.stringMatching(/^[\w .]{1,20}$/),
    calls: fc.array(call, { maxLength: 3 }),
  })
  fc.assert(
    fc.property(fc.array(chapter), (chapters) => {
      expect(parseTranscript(printTranscript(chapters, 'a remark'))).toEqual(chapters)
    }),
    { numRuns: 300 },
  )
})

test('it is text that people can read', () => {
  const chapters: Chapter[] = [
    {
      title: '1.0.0 Deploy to Slot',
      calls: [
        {
          program: 'appcmd',
          args: ['add', 'site', '/name:My Site', "/+bindings.[protocol='http']"],
          stdin: '<x />',
          stdout: 'SITE object "My Site" added\r\nC:\\inetpub\r\n',
          stderr: 'a warning\n',
          exitCode: 1168,
        },
      ],
    },
  ]
  expect(printTranscript(chapters)).toBe(`## 1.0.0 Deploy to Slot
> appcmd add site '/name:My Site' /+bindings.[protocol='http']
< <x />\\z
SITE object "My Site" added
C:\\inetpub
2> a warning\\n\\z
= 1168
`)
})

test('a command without an exit code is refused', () => {
  expect(() => parseTranscript('> appcmd list site\n> appcmd list wp\n= 0\n')).toThrow('> appcmd list site')
})
