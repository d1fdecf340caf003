import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import * as types from '../../src/octopus/parameter-types.js'

type Schema = z.ZodMiniType<unknown, string>

function parse(schema: Schema, value: string): unknown {
  const result = z.safeParse(schema, value)
  return result.success ? result.data : { told: result.error.issues.map((issue) => issue.message).join('; ') }
}

/** What the schema makes of each text; `undefined` where it refuses. */
const taken = (schema: Schema, texts: readonly string[]) =>
  texts.map((value) => {
    const result = z.safeParse(schema, value)
    return result.success ? result.data : undefined
  })

const none = (count: number) => Array.from({ length: count }, () => undefined)

test('durations need a unit and keep within their limits', () => {
  const schema = types.duration({ leastMs: 100, mostMs: 3_600_000 })
  expect(taken(schema, ['500ms', '30s', ' 2 m ', '1h', '1.5s', '0.1s'])).toEqual([
    500, 30_000, 120_000, 3_600_000, 1_500, 100,
  ])
  expect(taken(schema, ['30', 's', '', '-1s', '1d', '1e3s', '30S', '1m30s', '99ms', '61m', '0x10s', '١s'])).toEqual(
    none(12),
  )
  expect(parse(schema, '2h')).toEqual({ told: 'must be between 100ms and 1h' })
})

test('whole numbers have no sign, point or exponent', () => {
  expect(taken(types.wholeNumber(), ['0', ' 12 '])).toEqual([0, 12])
  expect(taken(types.wholeNumber(), ['', '-1', '+1', '1.0', '1e3', '0x1', '1 2', '9'.repeat(16), 'NaN'])).toEqual(
    none(9),
  )
})

test('ports are a pair or a range', () => {
  expect(taken(types.port(), ['1', '65535', '0', '65536'])).toEqual([1, 65_535, undefined, undefined])
  expect(parse(types.ports(), '18081, 18082')).toEqual({ kind: 'pair', pair: [18_081, 18_082] })
  expect(parse(types.ports(), '20000-20999')).toEqual({ kind: 'range', from: 20_000, to: 20_999 })
  expect(taken(types.ports(), ['80', '80,80', '90-80', '80-80', '0,80', '80,70000', '80;81', '80,81,82'])).toEqual(
    none(8),
  )
})

test('sizes are binary and stay exact', () => {
  expect(taken(types.size(), ['0B', '512KB', '2 gb'])).toEqual([0, 524_288, 2_147_483_648])
  expect(taken(types.size(), ['512', '1.5MB', '1TB', '-1MB', '999999999GB'])).toEqual(none(5))
})

test('check boxes are True or False in any case, and nothing else', () => {
  expect(taken(types.flag(), ['True', 'false', ' TRUE '])).toEqual([true, false, true])
  expect(taken(types.flag(), ['', '1', 'yes', 'truefalse'])).toEqual(none(4))
})

test('a text is one line of printable characters', () => {
  expect(taken(types.text(), [' a b ', 'größe'])).toEqual(['a b', 'größe'])
  expect(taken(types.text({ longest: 3 }), ['a\nb', 'a\rb', 'a\tb', '\u007fa', 'abcd'])).toEqual(none(5))
  expect(parse(types.text({ pattern: /^a+$/, rule: 'is not made of a' }), 'b')).toEqual({ told: 'is not made of a' })
})

describe('lists', () => {
  const schema = types.lines(types.wholeNumber(), { least: 1, most: 3 })

  test('have one entry a line, whatever the line ends, blank lines left out', () => {
    expect(parse(schema, '1\r\n\n 2 \r3\n')).toEqual([1, 2, 3])
  })

  test('tell every line that is wrong, and how many are possible', () => {
    expect(parse(schema, '1\nx\n\ny')).toEqual({ told: 'line 2 is not a whole number; line 3 is not a whole number' })
    expect(parse(schema, '\n')).toEqual({ told: 'has 0 lines; 1 to 3 are possible' })
    expect(parse(schema, '1\n2\n3\n4')).toEqual({ told: 'has 4 lines; 1 to 3 are possible' })
    expect(parse(schema, '1\n'.repeat(50_000))).toEqual({
      told: 'is 100000 characters long; at most 32768 are possible',
    })
  })
})

test('a choice is one of its words', () => {
  expect(taken(types.choice('pair', 'range'), ['pair', ' range ', 'Pair', ''])).toEqual([
    'pair',
    'range',
    undefined,
    undefined,
  ])
})

test('a folder is a full path without a way up', () => {
  const schema = types.folder((path) =>
    path.startsWith('/') || /^[A-Z]:\\/.test(path) ? undefined : 'is not a full path',
  )
  expect(taken(schema, ['/srv/a b', 'C:\\inetpub\\blue-green'])).toEqual(['/srv/a b', 'C:\\inetpub\\blue-green'])
  expect(
    taken(schema, ['', 'a', '/a/../b', 'C:\\a\\..', '/a\nb', '/a"b', '/a*', '/a|b', `/${'a'.repeat(300)}`]),
  ).toEqual(none(9))
})

test('a web address is http or https, without a user and without what URL would drop silently', () => {
  expect(String(parse(types.webAddress(), ' https://www.example.com/a?b=1 '))).toBe('https://www.example.com/a?b=1')
  expect(
    taken(types.webAddress(), [
      '',
      'www.example.com',
      'ftp://a',
      'file:///a',
      'http://u:p@a',
      'http://a\n.b',
      'http://a/b c',
    ]),
  ).toEqual(none(7))
})

test('an optional one is undefined when it is blank, and as strict as ever when it is not', () => {
  const schema = types.optional(types.port())
  expect(taken(schema, ['', '  ', '80'])).toEqual([undefined, undefined, 80])
  expect(parse(schema, 'x')).toEqual({ told: 'is not a whole number' })
})
