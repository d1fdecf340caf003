import { describe, expect, test } from 'vitest'
import type { Field } from '../../src/octopus/page.js'
import { folder, optional } from '../../src/octopus/parameter-types.js'
import type { Input } from '../../src/octopus/step.js'
import { checkNames, checkStep, referencesIn } from '../../src/templates/check-step.js'
import type { Page, StepFile } from '../../src/templates/step-file.js'
import { greet } from './fixtures/greet-file.js'

/** The fixture with another input or field. */
function changed(name: string, input: Partial<Input>, field: Partial<Field> = {}): StepFile {
  const inputs = { ...greet.step.inputs, [name]: { ...greet.step.inputs[name], ...input } as Input }
  const fields = { ...greet.page.inputs, [name]: { ...greet.page.inputs[name], ...field } as Field }
  return { ...greet, step: { ...greet.step, inputs }, page: { ...greet.page, inputs: fields } }
}

const withPage = (page: Partial<Page>): StepFile => ({ ...greet, page: { ...greet.page, ...page } })

test('finds nothing wrong with a good step', () => {
  expect(checkStep(greet)).toEqual([])
  expect(checkNames([greet])).toEqual([])
})

describe('refuses', () => {
  test.each([
    ['a default that the step refuses', changed('BG.Times', {}, { default: '10' }), 'BG.Times refuses its own default'],
    ['an example that the step refuses', changed('BG.Times', { example: 'x' }), 'BG.Times refuses its own example'],
    ['a check box that is on', changed('BG.WhatIf', {}, { default: 'on' }), 'neither True nor False'],
    ['a check box that refers', changed('BG.WhatIf', { variable: 'A' }), 'has both a variable and a default'],
    ['a default that is no option', changed('BG.Style', {}, { default: 'odd' }), 'not among its options'],
    ['an option with a bar', changed('BG.Style', {}, { control: { select: { 'a|b': 'A' } } }), 'an option with |'],
    ['a secret with a default', changed('BG.Password', {}, { default: 'x' }), 'Sensitive and cannot have a default'],
    [
      'a secret that is shown',
      changed('BG.Password', {}, { control: 'SingleLineText' }),
      'must be sensitive in the step',
    ],
    ['a package with a default', changed('BG.Package', {}, { default: 'x' }), 'Package and cannot have a default'],
    [
      'an odd name',
      changed('BG.A b', { ...greet.step.inputs['BG.Times'] }, greet.page.inputs['BG.Times']),
      'BG.A b has a name',
    ],
    ['an optional input that needs a value', changed('BG.Times', { optional: true }), 'refuses an empty value'],
    ['a name unlike the file', withPage({ name: 'Blue-Green - Wave' }), 'the file should be wave.ts'],
    ['an output that is not explained', withPage({ outputs: { Greeted: 'x' } }), 'the output Raw is not in both'],
    ['a change without What If', { ...greet, step: { ...greet.step, changes: false } }, 'BG.WhatIf belongs to'],
  ])('%s', (_, file, told) => {
    const problems = checkStep(file)
    expect(problems.join('\n')).toContain(told)
    expect(problems.every((problem) => problem.startsWith(greet.file))).toBe(true)
  })
})

test('takes a Windows path for an example, wherever the build runs', () => {
  const schema = folder((path) => (path.startsWith('/') ? undefined : 'is not a full path'))
  expect(checkStep(changed('BG.Raw', { example: 'D:\\Sites', optional: true, schema: optional(schema) }))).toEqual([])
  const relative = checkStep(changed('BG.Raw', { example: 'Sites', schema: optional(schema) }))
  expect(relative.join()).toContain('refuses its own example: it is not a full path')
})

test('a variable must not be called like any parameter of any step, whatever the case', () => {
  const other: StepFile = { ...changed('BG.Application', { variable: 'bg.names' }), file: 'src/steps/other.ts' }
  expect(checkNames([greet, other])).toEqual([
    "src/steps/other.ts: BG.Application refers to bg.names, which is a parameter's name.",
  ])
  expect(checkNames([changed('BG.Times', {}, { default: '#{BG.Times | Trim}' })])).toHaveLength(1)
})

test('finds the variables in filters, conditions and lists', () => {
  expect(referencesIn('#{BlueGreen.A | ToLower} and #{if B.C}#{D-1}#{/if}')).toEqual(
    expect.arrayContaining(['BlueGreen.A', 'B.C', 'D-1']),
  )
})
