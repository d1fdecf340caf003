import { expect, test } from 'vitest'
import { bindingFrom, httpBinding, sameBindings } from '../../src/iis/binding.js'
import { bindingsText } from '../../src/iis/bindings-text.js'

test.each([
  ['http', '*:80:', '*', 80, ''],
  ['http', ':80:', '*', 80, ''],
  ['https', '127.0.0.1:443:www.example.com', '127.0.0.1', 443, 'www.example.com'],
  ['http', '[::1]:8080:a', '[::1]', 8080, 'a'],
  ['net.tcp', '808:*', '*', 808, '*'],
  ['net.pipe', '*', '', undefined, ''],
  ['msmq.formatname', 'localhost', '', undefined, ''],
])('%s %s', (protocol, information, address, port, host) => {
  expect(bindingFrom(protocol, information)).toEqual({ protocol, information, address, port, host })
})

test('bindings are the same in any order, whatever the case of host names', () => {
  const one = [httpBinding(80, { host: 'WWW.example.com' }), httpBinding(81)]
  const other = [bindingFrom('http', ':81:'), httpBinding(80, { host: 'www.example.com' })]
  expect(sameBindings(one, other)).toBe(true)
  expect(sameBindings(one, [httpBinding(80)])).toBe(false)
  expect(sameBindings([bindingFrom('net.pipe', '*')], [bindingFrom('net.pipe', 'a')])).toBe(false)
})

test('as an argument they are separated by commas, so that none may hold one', () => {
  expect(bindingsText([httpBinding(80), httpBinding(81, { address: '127.0.0.1' })])).toBe(
    'http/*:80:,http/127.0.0.1:81:',
  )
  expect(() => bindingsText([httpBinding(80, { host: 'a,http/*:81:' })])).toThrow('a comma separates bindings')
})
