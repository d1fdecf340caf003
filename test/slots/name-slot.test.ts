import { expect, test } from 'vitest'
import { nameSlot } from '../../src/slots/name-slot.js'
import { markerWith } from './fixtures/temporary-application.js'

const marker = markerWith({
  'MyApp-1.0.0': { release: '1.0.0', fingerprint: 'one' },
  'MyApp-1.0.0_2': { release: '1.0.0', fingerprint: 'two' },
  'MyApp-2.0.0': { release: '2.0.0', fingerprint: 'one', state: 'deleting' },
})

test('the same release with the same content is the slot that is there', () => {
  expect(nameSlot(marker, { release: '1.0.0', fingerprint: 'two' })).toEqual({ slot: 'MyApp-1.0.0_2', exists: true })
})

test('other content under the same release gets a slot of its own', () => {
  expect(nameSlot(marker, { release: '1.0.0', fingerprint: 'three' })).toEqual({ slot: 'MyApp-1.0.0_3', exists: false })
})

test('a slot that is being deleted is not taken up again', () => {
  expect(nameSlot(marker, { release: '2.0.0', fingerprint: 'one' })).toEqual({ slot: 'MyApp-2.0.0_2', exists: false })
})

test('the same content under another release is another slot', () => {
  expect(nameSlot(marker, { release: '1.1.0', fingerprint: 'one' })).toEqual({ slot: 'MyApp-1.1.0', exists: false })
})
