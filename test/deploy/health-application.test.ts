import { expect, test } from 'vitest'
import { healthApplication, withMemberBinding } from '../../src/deploy/health-application.js'
import { bindingFrom, httpBinding } from '../../src/iis/binding.js'
import type { ArrHealthFileRouter } from '../../src/slots/marker.js'

const router: ArrHealthFileRouter = {
  kind: 'arr-health-file',
  farm: 'F',
  ports: [18081, 18082],
  addresses: ['127.0.0.1', 'green'],
  ips: ['127.0.0.1', '127.0.0.2'],
  match: 'up',
  folder: '/r/health',
  pool: 'MyApp-health',
  frontDoor: { url: 'http://127.0.0.1/' },
  portHeader: false,
  made: '',
}

test('a slot behind a web farm answers with the health file of its port', () => {
  expect(healthApplication(router, 18082)).toEqual({
    path: '/blue-green-health',
    pool: 'MyApp-health',
    physicalPath: '/r/health/18082',
    ip: '127.0.0.2',
  })
  expect(healthApplication(undefined, 18082)).toBeUndefined()
})

test('a slot is bound to the address of its member, where none of its bindings takes that', () => {
  const at = (ip: string, ...information: string[]) =>
    withMemberBinding(
      information.map((each) => bindingFrom('http', each)),
      ip,
      18082,
    ).map((binding) => binding.information)
  expect(at('127.0.0.2', '127.0.0.1:18082:')).toEqual(['127.0.0.1:18082:', '127.0.0.2:18082:'])
  expect(at('127.0.0.2', '*:18082:')).toEqual(['*:18082:'])
  expect(at('127.0.0.2', '*:18082:www.example.com')).toContain('127.0.0.2:18082:')
  expect(at('127.0.0.1', '127.0.0.1:18082:')).toEqual(['127.0.0.1:18082:'])
  expect(at('::1', '127.0.0.1:18082:')).toContain('[::1]:18082:')
  expect(withMemberBinding([bindingFrom('https', '*:18082:')], '127.0.0.2', 18082)).toContainEqual(
    httpBinding(18082, { address: '127.0.0.2' }),
  )
})
