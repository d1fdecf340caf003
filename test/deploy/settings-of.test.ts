import { expect, test } from 'vitest'
import { deployInputs } from '../../src/deploy/deploy-inputs.js'
import { bindingsAt, type DeployValues, givenSettings, poolSettings } from '../../src/deploy/settings-of.js'
import { parseInputs } from '../../src/octopus/parse-inputs.js'
import type { Inputs } from '../../src/octopus/step.js'

const texts = {
  'BG.Application': 'MyApp',
  'BG.Root': '/srv/blue-green',
  'BG.Release': '1.1.0',
  'BG.Port': '18082',
  'BG.Ports': '18081,18082',
  'BG.Bindings': 'http/127.0.0.1:{port}:\nhttps/*:{port}:www.example.com',
  'BG.Runtime': 'as-model',
  'BG.Identity': 'as-model',
  'BG.StartMode': 'as-model',
  'BG.Preload': 'True',
}

const inputs: Inputs = deployInputs
const examples = Object.entries(inputs).flatMap(([name, { optional, example }]) => (optional ? [] : [[name, example]]))

const values = (more: Record<string, string> = {}): DeployValues =>
  parseInputs(deployInputs, { ...Object.fromEntries(examples), ...texts, ...more })

test('the port is put into each binding', () => {
  expect(bindingsAt(values(), 18082)).toMatchObject([
    { protocol: 'http', address: '127.0.0.1', port: 18082, host: '' },
    { protocol: 'https', address: '*', port: 18082, host: 'www.example.com' },
  ])
})

test('what the parameters leave to the model is left out', () => {
  expect(poolSettings(values(), 'MyApp-1.1.0')).toEqual({ name: 'MyApp-1.1.0', autoStart: true })
  const given = { 'BG.Runtime': 'none', 'BG.Identity': 'NetworkService', 'BG.IdleTimeout': '0s', 'BG.Recycling': '29h' }
  expect(poolSettings(values({ ...given, 'BG.StartMode': 'AlwaysRunning' }), 'p')).toEqual({
    name: 'p',
    autoStart: true,
    runtimeVersion: '',
    identity: { type: 'NetworkService' },
    startMode: 'AlwaysRunning',
    idleTimeoutMs: 0,
    periodicRestartMs: 29 * 3_600_000,
  })
})

test('a user of its own needs user and password; neither is part of what tells two deployments apart but the user', () => {
  const own = { 'BG.Identity': 'SpecificUser', 'BG.UserName': 'DOMAIN\\web', 'BG.Password': ' secret ' }
  expect(poolSettings(values(own), 'p').identity).toEqual({
    type: 'SpecificUser',
    userName: 'DOMAIN\\web',
    password: ' secret ',
  })
  for (const missing of ['BG.UserName', 'BG.Password'])
    expect(() => poolSettings(values({ ...own, [missing]: '' }), 'p')).toThrow('are both needed')
  expect(JSON.stringify(givenSettings(values(own)))).toContain('web')
  expect(JSON.stringify(givenSettings(values(own)))).not.toContain('secret')
})

test('the port is no setting: the same content on another port is the same', () => {
  expect(givenSettings(values({ 'BG.Port': '18081' }))).toEqual(givenSettings(values()))
})

test('bindings without {port}, and folders that lead out of the slot, are refused', () => {
  for (const line of ['http/*:80:', 'ftp/*:{port}:', 'http/*:{port}', 'http/*:{port}:a,b', "http/*:{port}:'"])
    expect(() => values({ 'BG.Bindings': line }), line).toThrow('is no binding of the form')
  for (const line of ['../other', '/etc', 'a/../b', 'a//b', 'a:b', 'a*'])
    expect(() => values({ 'BG.WritableFolders': line }), line).toThrow('is no folder below that of the slot')
  for (const line of ['CON', 'App_Data/nul.txt', 'logs.', 'App_Data /x'])
    expect(() => values({ 'BG.WritableFolders': line }), line).toThrow(/holds the name ".*", which (names a|ends in a)/)
  expect(values({ 'BG.WritableFolders': 'App_Data\\uploads' })['BG.WritableFolders']).toEqual(['App_Data/uploads'])
})
