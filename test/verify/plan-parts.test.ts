import { expect, test } from 'vitest'
import { planParts } from '../../src/verify/plan-parts.js'

const none = { apt: false, root: false, sudo: false }

test('nothing is done where nothing is missing', () => {
  expect(planParts([], { ...none, apt: true, root: true })).toEqual({ kind: 'nothing' })
})

test('root installs what is missing, and only that', () => {
  const plan = planParts(['nginx'], { apt: true, root: true, sudo: false })
  expect(plan).toEqual({ kind: 'install', packages: ['nginx'], through: [] })
})

test('somebody else installs through sudo, which never asks for a password', () => {
  const plan = planParts(['nginx', 'openssl'], { apt: true, root: false, sudo: true })
  expect(plan).toEqual({ kind: 'install', packages: ['nginx', 'openssl'], through: ['sudo', '-n'] })
})

test('without the right to install, the command is told', () => {
  const plan = planParts(['nginx'], { ...none, apt: true })
  expect(plan.kind === 'tell' && plan.message).toContain('sudo apt-get install --no-install-recommends nginx')
})

test('without apt-get, what is missing is told', () => {
  const plan = planParts(['nginx', 'openssl'], { ...none, root: true })
  expect(plan.kind === 'tell' && plan.message).toContain('Missing: nginx, openssl. There is no apt-get here')
})
