import { describe, expect, test } from 'vitest'
import { NotSimulated } from '../../../src/simulators/tentacle/not-simulated.js'
import { SelfReference } from '../../../src/simulators/tentacle/self-reference.js'
import { Variables } from '../../../src/simulators/tentacle/variables.js'

function resolved(value: string, others: Record<string, string> = {}): string | undefined {
  const variables = new Variables()
  variables.setAll({ ...others, Subject: value })
  return variables.get('subject')
}

describe('references', () => {
  test.each([
    ['plain', '#{Name}', { Name: 'x' }, 'x'],
    ['without regard to case', '#{nAmE}', { NAME: 'x' }, 'x'],
    ['with blanks around', '#{ Name }', { Name: 'x' }, 'x'],
    ['dotted, twice', '#{A.B}-#{A.B}', { 'A.B': 'x' }, 'x-x'],
    [
      'with an index',
      '#{Octopus.Action[Some step].Output.Port}',
      { 'octopus.action[some step].output.port': '1' },
      '1',
    ],
    ['of a machine', '#{Octopus.Action[S].Output[web-01].X}', { 'Octopus.Action[S].Output[web-01].X': '1' }, '1'],
    ['with a reference as index', '#{A[#{B}].C}', { B: 'b', 'A[b].C': 'x' }, 'x'],
    ['through others', '#{A}', { A: '<#{B}>', B: '[#{C}]', C: 'c' }, '<[c]>'],
    ['with brackets in the index', '#{A[b[0].c].D}', { 'A[b[0].c].D': 'x' }, 'x'],
  ])('are resolved: %s', (_, value, others, expected) => {
    expect(resolved(value, others as unknown as Record<string, string>)).toBe(expected)
  })

  test.each([
    '#{Missing}',
    'a #{Missing.Too} b',
    '#{A[#{Missing}]}',
    '#{unclosed',
    '#{}',
    '#{a$b}',
    '#{/if}',
    '#',
    '##octopus[x]',
    '# {A}',
    '$#{',
  ])('stay as they are: %s', (value) => {
    expect(resolved(value)).toBe(value)
  })

  test('a doubled hash escapes, and a value that cannot be parsed is left whole', () => {
    expect(resolved('##{A} #{A}', { A: 'x' })).toBe('#{A} x')
    expect(resolved('###{A}', { A: 'x' })).toBe('#x')
    expect(resolved('##{A} #{A} #{', { A: 'x' })).toBe('##{A} #{A} #{')
  })

  test('in a file the part that cannot be parsed stays and the rest is resolved', () => {
    const variables = new Variables()
    variables.set('A', 'x')
    expect(variables.substitute('#{A} #{ #{A} #{$} ##{A}')).toBe('x #{ x #{$} #{A}')
  })

  test('a resolved text that looks like a pattern is put in to the letter', () => {
    expect(resolved('#{A}', { A: "$& $1 $'" })).toBe("$& $1 $'")
  })
})

describe('a variable that refers to itself', () => {
  test.each<[string, Record<string, string>]>([
    ['#{Subject}', {}],
    ['#{SUBJECT}', {}],
    ['#{A}', { A: '#{B}', B: 'x#{A}' }],
    ['#{A[#{I}]}', { 'A[1]': 'x', I: '#{Subject}' }],
  ])('throws: %s', (value, others) => {
    expect(() => resolved(value, others)).toThrow(SelfReference)
  })

  test('is told with the way round', () => {
    expect(() => resolved('#{A}', { A: '#{Subject}' })).toThrow('Subject -> A -> Subject')
  })
})

describe('what only Octostache can do is refused', () => {
  test.each([
    '#{if A}x#{/if}',
    '#{ unless A}x#{/unless}',
    '#{each a in A}#{a}#{/each}',
    '#{A | ToUpper}',
    '#{A|ToUpper}',
    '#{ | NowDate}',
    '#{calc 1+1}',
    '#{A[*]}',
    '#{A.Name}',
  ])('%s', (value) => {
    expect(() => resolved(value, { A: '{"Name":"x"}', 'A[1]': 'x' })).toThrow(NotSimulated)
  })

  test.each(['#{iffy}', '#{Each.One}', 'a | b', '#{if'])('but not %s', (value) => {
    expect(resolved(value)).toBe(value)
  })
})
