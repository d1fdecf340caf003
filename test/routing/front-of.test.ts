import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { frontOf } from '../../src/routing/front-of.js'
import { step } from '../../src/steps/prepare-router.js'

test('the front door is asked on this machine, with its public name', () => {
  for (const [url, address, expected] of [
    [
      'http://www.example.com/health?a=b',
      undefined,
      { url: 'http://127.0.0.1:80/health?a=b', host: 'www.example.com' },
    ],
    ['https://www.example.com', undefined, { url: 'https://127.0.0.1:443/', host: 'www.example.com' }],
    ['http://www.example.com:8080/', undefined, { url: 'http://127.0.0.1:8080/', host: 'www.example.com:8080' }],
    ['https://www.example.com/', '[::1]:8443', { url: 'https://[::1]:8443/', host: 'www.example.com' }],
    ['http://[2001:db8::1]/', '10.0.0.5:80', { url: 'http://10.0.0.5:80/', host: '[2001:db8::1]' }],
  ] as const)
    expect(frontOf(new URL(url), address)).toEqual(expected)
})

test('the address of the router is one, with a port that there is', () => {
  const { schema } = step.inputs['BG.FrontDoorAddress']
  for (const good of ['127.0.0.1:8080', '[::1]:443']) expect(z.safeParse(schema, good)).toMatchObject({ data: good })
  for (const bad of [
    '127.0.0.1',
    '127.1:80',
    '127.0.0.1:0',
    '[1::2::3]:80',
    '999.0.0.1:80',
    '127.0.0.1:99999',
    'localhost:80',
    '::1:80',
    '1.2.3.4:80/x',
  ])
    expect(z.safeParse(schema, bad).success, bad).toBe(false)
})
