import { expect, test } from 'vitest'
import type { Pool } from '../../src/iis/iis.js'
import { newPool, type PoolSettings } from '../../src/iis/new-pool.js'
import { childNamed, parseXml, type XmlElement, xmlElement } from '../../src/iis/xml.js'

const model: Pool = {
  name: 'old',
  state: 'Stopped',
  autoStart: false,
  element: xmlElement(
    'add',
    { name: 'old', autoStart: 'false', managedRuntimeVersion: '', enable32BitAppOnWin64: 'true' },
    [
      xmlElement('processModel', {
        identityType: 'SpecificUser',
        userName: 'DOM\\u',
        password: 'p&"w',
        pingingEnabled: 'false',
      }),
      xmlElement('recycling', {}, [
        xmlElement('periodicRestart', { requests: '7' }, [
          xmlElement('schedule', {}, [xmlElement('add', { value: '03:00:00' })]),
        ]),
      ]),
      xmlElement('cpu', { limit: '50000' }),
      xmlElement('environmentVariables', {}, [
        xmlElement('add', { name: 'A', value: '1' }),
        xmlElement('add', { name: 'B', value: '2' }),
      ]),
    ],
  ),
}

function made(settings: PoolSettings, from?: Pool): XmlElement {
  const [outer] = parseXml(newPool(settings, from)).children
  const pool = outer && childNamed(outer, 'add')
  if (!pool) throw new Error('no pool')
  return pool
}

test('without a model only what is given is written', () => {
  expect(made({ name: 'new', autoStart: true })).toEqual(xmlElement('add', { name: 'new', autoStart: 'true' }))
})

test('everything can be set', () => {
  const pool = made({
    name: 'new',
    autoStart: true,
    runtimeVersion: '',
    pipelineMode: 'Integrated',
    identity: { type: 'SpecificUser', userName: 'u', password: 'p' },
    startMode: 'AlwaysRunning',
    idleTimeoutMs: 0,
    periodicRestartMs: 29 * 3_600_000,
    shutdownTimeLimitMs: 90_000,
    disallowOverlappingRotation: true,
    queueLength: 2000,
    environmentVariables: { A: '1' },
  })
  expect(pool).toEqual(
    xmlElement(
      'add',
      {
        name: 'new',
        autoStart: 'true',
        managedRuntimeVersion: '',
        managedPipelineMode: 'Integrated',
        startMode: 'AlwaysRunning',
        queueLength: '2000',
      },
      [
        xmlElement('processModel', {
          identityType: 'SpecificUser',
          userName: 'u',
          password: 'p',
          idleTimeout: '00:00:00',
          shutdownTimeLimit: '00:01:30',
        }),
        xmlElement('recycling', { disallowOverlappingRotation: 'true' }, [
          xmlElement('periodicRestart', { time: '1.05:00:00' }),
        ]),
        xmlElement('environmentVariables', {}, [xmlElement('add', { name: 'A', value: '1' })]),
      ],
    ),
  )
})

test('a model gives all its settings but its name and whether it starts after a reboot', () => {
  const pool = made({ name: 'new', autoStart: true }, model)
  expect(pool.children).toEqual(model.element.children)
  expect(pool.attributes).toEqual({ ...model.element.attributes, name: 'new', autoStart: 'true' })
})

test('what is given wins over the model, and the rest of the same element stays', () => {
  const pool = made({ name: 'new', autoStart: true, idleTimeoutMs: 60_000, periodicRestartMs: 0 }, model)
  expect(childNamed(pool, 'processModel')?.attributes).toMatchObject({
    idleTimeout: '00:01:00',
    pingingEnabled: 'false',
  })
  const recycling = childNamed(pool, 'recycling')
  const restart = recycling && childNamed(recycling, 'periodicRestart')
  expect(restart).toMatchObject({ attributes: { requests: '7', time: '00:00:00' }, children: [{ name: 'schedule' }] })
})

test('another identity does not inherit the user and password of the model', () => {
  const pool = made({ name: 'new', autoStart: true, identity: { type: 'ApplicationPoolIdentity' } }, model)
  expect(childNamed(pool, 'processModel')?.attributes).toEqual({
    identityType: 'ApplicationPoolIdentity',
    pingingEnabled: 'false',
  })
})

test('environment variables are added to those of the model, whatever the case of a name', () => {
  const pool = made({ name: 'new', autoStart: true, environmentVariables: { b: '3', C: '4' } }, model)
  const variables = childNamed(pool, 'environmentVariables')?.children.map(({ attributes }) => attributes)
  expect(variables).toEqual([
    { name: 'A', value: '1' },
    { name: 'b', value: '3' },
    { name: 'C', value: '4' },
  ])
})

test('a model whose settings a code page has damaged is refused', () => {
  const damaged = {
    ...model,
    element: xmlElement('add', {}, [xmlElement('processModel', { userName: 'M\ufffdller' })]),
  }
  expect(() => newPool({ name: 'new', autoStart: true }, damaged)).toThrow('userName of "old"')
})
