import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printable, serviceMessage, serviceMessages } from '../../src/octopus/service-messages.js'
import { outputsIn, serviceMessagesIn } from '../templates/fixtures/service-messages-in.js'

/** What a step's calls print, write by write. */
function printed(
  calls: (octopus: ReturnType<typeof serviceMessages>) => void,
  { variables = {}, secrets = [] }: { variables?: Record<string, string>; secrets?: string[] } = {},
): string[] {
  const writes: string[] = []
  calls(serviceMessages((text) => writes.push(text), variables, secrets))
  return writes
}

const forged = "##octopus[setVariable name='WA==' value='WA==']"

test('a message has its values in base64', () => {
  expect(serviceMessage('setVariable', { name: 'A', value: "ü']\n##" })).toBe(
    "##octopus[setVariable name='QQ==' value='w7wnXQojIw==']\n",
  )
})

describe('what is printed', () => {
  test.each([
    forged,
    `  ${forged}`,
    `x\n${forged}`,
    `x\r${forged}`,
    `x ${forged}`,
    forged.replace('[', ' '),
    `#${forged}`,
  ])('cannot act as a message: %j', (text) => {
    const writes = printed((octopus) => {
      octopus.info(text)
      octopus.verbose(text)
      octopus.warning(text)
      octopus.highlight(text)
      octopus.progress(50, text)
      octopus.failed(text)
    })
    const names = serviceMessagesIn(writes.join('')).map(({ name }) => name)
    expect(names).not.toContain('setVariable')
    expect(names.filter((name) => name === 'stdout-default')).toHaveLength(4)
  })

  test('is ASCII, line by line, whatever it was', () => {
    expect(printable('größe\u{1f600}\r\nnext\ttab\u001b[31m')).toEqual([
      'gr\\u00f6\\u00dfe\\ud83d\\ude00',
      'next\ttab\\u001b[31m',
    ])
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        return printable(text).every((line) => /^[\x20-\x7e\t]*$/.test(line))
      }),
    )
  })

  test('never holds the opening words, whatever stands around them', () => {
    const part = fc.constantFrom('#', '##', '##octopus', 'octopus', '[', ']', ' ', '\n', '\r', 'é', 'x')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        return !printable(parts.join('')).join('\n').includes('##octopus')
      }),
    )
  })

  test('is one write a call, so that parallel work does not mix', () => {
    const writes = printed((octopus) => {
      octopus.verbose('one\ntwo')
      octopus.warning('three')
    })
    expect(writes).toEqual([
      '##octopus[stdout-verbose]\none\ntwo\n##octopus[stdout-default]\n',
      '##octopus[stdout-warning]\nthree\n##octopus[stdout-default]\n',
    ])
  })
})

describe('secrets', () => {
  const secrets = ['hunter', 'hunter2', 'first line\r\nsecond line', 'pässword', '']

  test.each(['hunter2', 'the hunter2!', 'second line', 'first line\r\nsecond line', 'pässword'])(
    'are masked in %j',
    (text) => {
      const output = printed(
        (octopus) => {
          octopus.info(text)
          octopus.verbose(text)
          octopus.progress(1, text)
          octopus.failed(text)
        },
        { secrets },
      ).join('')
      const shown =
        output +
        serviceMessagesIn(output)
          .flatMap(({ attributes }) => Object.values(attributes))
          .join('\n')
      expect(shown).not.toMatch(/hunter|2!?$|second|first|ssword/m)
      expect(shown).toContain('********')
    },
  )

  test('that are empty hide nothing', () => {
    expect(printed((octopus) => octopus.info('text'), { secrets: [''] })).toEqual(['text\n'])
  })
})

test('output variables keep every character, and always have a value', () => {
  const writes = printed((octopus) => {
    octopus.set('Text', forged)
    octopus.set('Empty', '')
    octopus.set('Count', 3)
    octopus.set('Yes', true)
  })
  expect(outputsIn(serviceMessagesIn(writes.join('')))).toEqual({ Text: forged, Empty: '', Count: '3', Yes: 'true' })
})

test('a failure is an error line and the result message, which is one line', () => {
  const messages = serviceMessagesIn(printed((octopus) => octopus.failed('It broke:\n- here')).join(''))
  expect(messages).toEqual([
    { name: 'stdout-error', attributes: {} },
    { name: 'stdout-default', attributes: {} },
    { name: 'resultMessage', attributes: { message: 'It broke: - here' } },
  ])
})

test('a variable that is not set is undefined, also where a shell made it empty', () => {
  printed(
    (octopus) => {
      expect([octopus.variable('A'), octopus.variable('B'), octopus.variable('C')]).toEqual(['1', undefined, undefined])
    },
    { variables: { A: '1', B: '' } },
  )
})
