import { expect, test } from 'vitest'
import { usedByOthers } from '../../src/delete/used-by-others.js'
import { situationOf } from '../slots/fixtures/situation-of.js'

const { iis } = situationOf({ 'MyApp-1.0.0': { port: 18081 }, 'MyApp-1.1.0': { port: 18082 } }, {})

test('a slot’s site and pool may go, and so may what is left of them', () => {
  expect(usedByOthers(iis, 'MyApp-1.0.0', true)).toBeUndefined()
  expect(usedByOthers({ ...iis, sites: [] }, 'MyApp-1.0.0', false)).toBeUndefined()
})

test('a site that was given another folder keeps its pool', () => {
  expect(usedByOthers(iis, 'myapp-1.0.0', false)).toBe('the site myapp-1.0.0 serves another folder')
})

test('a pool that serves somebody else stays', () => {
  const [slot, other] = iis.sites
  if (!slot || !other) throw new Error('no sites')
  const sites = [slot, { ...other, name: 'Blog', applications: slot.applications }]
  expect(usedByOthers({ ...iis, sites }, 'MyApp-1.0.0', true)).toBe('its application pool serves the site Blog as well')
})
