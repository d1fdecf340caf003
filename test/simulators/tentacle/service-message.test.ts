import { expect, test } from 'vitest'
import { readLine } from '../../../src/simulators/tentacle/service-message.js'

const message = "##octopus[setVariable name='QQ==' value='']"
const read = { name: 'setVariable', attributes: { name: 'A', value: '' } }

test('a message is read from column 0, with what follows as text', () => {
  expect(readLine(message, 'line-start')).toEqual([read])
  expect(readLine(`${message} rest`, 'line-start')).toEqual([read, { text: ' rest' }])
  expect(readLine('##octopus[stdout-verbose]', 'line-start')).toEqual([{ name: 'stdout-verbose', attributes: {} }])
})

test('a message elsewhere is text, unless messages count anywhere', () => {
  expect(readLine(` ${message}`, 'line-start')).toEqual([{ text: ` ${message}` }])
  expect(readLine(`a ${message}b`, 'anywhere')).toEqual([{ text: 'a ' }, read, { text: 'b' }])
})

test.each([
  "##octopus[setVariable name='not base64!']",
  "##octopus[setVariable name='QQ']",
  '##octopus[setVariable name=QQ==]',
  "##octopus[setVariable name='QQ==' name='QQ==']",
  '##octopus[]',
  '##octopus[unclosed',
])('a message that cannot be read is malformed: %s', (line) => {
  expect(readLine(line, 'line-start')).toEqual([{ malformed: line }])
})

test('an empty line is a text', () => {
  expect(readLine('', 'line-start')).toEqual([{ text: '' }])
})
