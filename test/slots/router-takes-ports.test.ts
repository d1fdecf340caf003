import { expect, test } from 'vitest'
import { routerTakesPorts } from '../../src/slots/router-takes-ports.js'

const any = { frontDoor: { url: 'http://127.0.0.1/' }, portHeader: true, made: '' }
const nginx = { ...any, kind: 'nginx-flag', ports: [18081, 18082], flag: '/f', conf: '/c', nginx: '/n' } as const
const arr = { ...any, kind: 'arr-rewrite', site: 's', pool: 'p', folder: '/f' } as const

test('NGINX knows its two ports, in whatever order they are given, and no others', () => {
  routerTakesPorts(nginx, { kind: 'pair', pair: [18081, 18082] })
  routerTakesPorts(nginx, { kind: 'pair', pair: [18082, 18081] })
  for (const ports of [
    { kind: 'pair', pair: [18081, 18083] },
    { kind: 'range', from: 18081, to: 18082 },
  ] as const)
    expect(() => routerTakesPorts(nginx, ports)).toThrow('the router knows the ports 18081 and 18082 only')
})

test('ARR takes any ports, and a router that is not there yet is somebody else’s question', () => {
  for (const router of [arr, undefined]) routerTakesPorts(router, { kind: 'range', from: 20_000, to: 20_999 })
})
