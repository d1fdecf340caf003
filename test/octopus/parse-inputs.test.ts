import { describe, expect, test } from 'vitest'
import { BadParameters } from '../../src/octopus/bad-parameters.js'
import { duration, flag, optional, secret, text, wholeNumber } from '../../src/octopus/parameter-types.js'
import { parseInputs } from '../../src/octopus/parse-inputs.js'

const inputs = {
  'BG.Application': { label: 'Application', example: 'MyApp', variable: 'BlueGreen.Application', schema: text() },
  'BG.Times': { label: 'Times', example: '3', schema: wholeNumber({ most: 9 }) },
  'BG.Limit': { label: 'Limit', example: '30s', schema: duration() },
  'BG.WhatIf': { label: 'What If', example: 'False', schema: flag() },
  'BG.Instance': {
    label: 'Instance',
    example: 'test',
    optional: true,
    variable: 'BlueGreen.Instance',
    schema: optional(text()),
  },
  'BG.Password': { label: 'Password', example: 'secret', sensitive: true, optional: true, schema: secret() },
} as const

const good = { 'BG.Application': ' MyApp ', 'BG.Times': '3', 'BG.Limit': '30s', 'BG.WhatIf': 'True' }

function messageFor(texts: Readonly<Record<string, string>>): string {
  try {
    parseInputs(inputs, texts)
  } catch (error) {
    if (error instanceof BadParameters) return error.message
    throw error
  }
  throw new Error('The parameters were taken.')
}

test('gives the values of good texts', () => {
  expect(parseInputs(inputs, good)).toEqual({
    'BG.Application': 'MyApp',
    'BG.Times': 3,
    'BG.Limit': 30_000,
    'BG.WhatIf': true,
    'BG.Instance': undefined,
    'BG.Password': '',
  })
})

test('tells all problems at once, each by label and name and with a good value', () => {
  const message = messageFor({ 'BG.Application': '', 'BG.Times': '12', 'BG.Limit': '30', 'BG.WhatIf': 'yes' })
  expect(message.split('\n')).toEqual([
    '4 parameters are not right:',
    '- Application (BG.Application) is empty. Example of a good value: MyApp',
    '- Times (BG.Times) must be between 0 and 9. Example of a good value: 3',
    '- Limit (BG.Limit) is not a duration: a number with ms, s, m or h. Example of a good value: 30s',
    '- What If (BG.WhatIf) is neither True nor False. Example of a good value: False',
    expect.stringContaining('Nothing was changed.'),
  ])
})

describe('a variable that was never set', () => {
  test('is named', () => {
    expect(messageFor({ ...good, 'BG.Application': '#{BlueGreen.Application}' })).toContain(
      'Application (BG.Application) still holds #{BlueGreen.Application}: the variable "BlueGreen.Application" was never set',
    )
    expect(messageFor({ ...good, 'BG.Limit': '#{Some.Limit}s' })).toContain('"Some.Limit" was never set')
  })

  test('leaves an optional parameter empty when it is the one of the default', () => {
    expect(parseInputs(inputs, { ...good, 'BG.Instance': '#{BlueGreen.Instance}' })['BG.Instance']).toBeUndefined()
    expect(messageFor({ ...good, 'BG.Instance': '#{BlueGreen.Instanze}' })).toContain('"BlueGreen.Instanze"')
  })

  test('is told in a line of reasonable length', () => {
    expect(messageFor({ ...good, 'BG.Application': `#{${'x'.repeat(100_000)}}` }).length).toBeLessThan(1_000)
  })
})

test('takes a secret to the letter, and never shows one', () => {
  const password = ' #{not a variable} \n"x" '
  expect(parseInputs(inputs, { ...good, 'BG.Password': password })['BG.Password']).toBe(password)
  expect(messageFor({ ...good, 'BG.Times': 'x', 'BG.Password': 'hunter2\0' })).not.toContain('hunter2')
})

test('refuses a NUL character', () => {
  expect(messageFor({ ...good, 'BG.Application': 'a\0b' })).toContain('(BG.Application) holds a NUL character')
})
