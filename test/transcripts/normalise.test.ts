import { expect, test } from 'vitest'
import type { Call } from '../../src/transcripts/call.js'
import { normalise, type Surroundings } from '../../src/transcripts/normalise.js'

const call = (about: Partial<Call>): Call => ({
  ...{ program: 'appcmd', args: [], stdin: '', stdout: '', stderr: '', exitCode: 0 },
  ...about,
})
const windows: Surroundings = {
  platform: 'win32',
  folders: { machine: 'C:\\octopus-blue-green-aB3dEf\\web-1', drive: 'C:\\octopus-blue-green-aB3dEf' },
  ports: { front: 32_001, port1: 32_002 },
}
const linux: Surroundings = {
  platform: 'linux',
  folders: { machine: '/tmp/octopus-blue-green-aB3dEf/web-1' },
  ports: { front: 20_001, port1: 20_002 },
}
const shown = (text: string, around: Surroundings) => normalise(call({ stdout: text }), around).stdout

test('the same call on Windows and on Linux is the same', () => {
  const onWindows = call({
    program: 'C:\\Windows\\System32\\inetsrv\\appcmd.exe',
    args: [
      'add',
      'site',
      '/bindings:http/127.0.0.1:32002:',
      '/physicalPath:c:\\Octopus-Blue-Green-aB3dEf\\web-1\\slots\\My App',
    ],
    stdin: '<site id="4711" x="\\\\?\\C:\\octopus-blue-green-aB3dEf\\web-1\\a" />',
    exitCode: 1168,
  })
  const onLinux = call({
    program: '/tmp/bin/appcmd',
    args: [
      'add',
      'site',
      '/bindings:http/127.0.0.1:20002:',
      '/physicalPath:/tmp/octopus-blue-green-aB3dEf/web-1/slots/My App',
    ],
    stdin: '<site id="23" x="/tmp/octopus-blue-green-aB3dEf/web-1/a" />',
    exitCode: 144,
  })
  expect(normalise(onWindows, windows)).toEqual(normalise(onLinux, linux))
  expect(normalise(onWindows, windows)).toEqual({
    program: 'appcmd',
    args: ['add', 'site', '/bindings:http/127.0.0.1:{port1}:', '/physicalPath:{machine}/slots/My App'],
    ...{ stdin: '<site id="{id}" x="{machine}/a" />', stdout: '', stderr: '', exitCode: 1168 },
  })
})

test.each([
  ['WP "3676" (applicationPool:P)', 'WP "{pid}" (applicationPool:P)'],
  ['<WP WP.NAME="1001" APPPOOL.NAME="P" />', '<WP WP.NAME="{pid}" APPPOOL.NAME="P" />'],
  ['SITE "S" (id:2,bindings:http/*:32001:,state:Started)', 'SITE "S" (id:{id},bindings:http/*:{front}:,state:Started)'],
  ['"\\\\WEB-7\\W3SVC_W3WP(12_P)\\Active Requests"', '"\\\\{machine}\\W3SVC_W3WP({pid}_P)\\Active Requests"'],
  ['"09/22/2026 21:42:32.824","0.000000"', '"{time}","{number}"'],
  ['at 2026-11-21T20:14:27.5Z by 1B4E28BA-2FA1-11D2-883F-0016D3CCA427', 'at {time} by {guid}'],
])('%s has no values of one run', (text, plain) => {
  expect(shown(text, windows)).toBe(plain)
})

test.each([
  'processModel.idleTimeout:00:20:00', // a setting is no time
  '/timeout:32001000',
  '127.0.0.1:132001',
  'C:\\octopus-blue-green-aB3dEfg\\web-1',
  'IIS AppPool\\Sample-1.0.0',
])('%s stays as it is', (text) => {
  expect(shown(text, windows)).toBe(text)
})

test('an exit code that a simulated appcmd could not tell on Linux is the one of Windows', () => {
  const codes = [0, 1, 50, 87, 144, 183, 216, 38, 190].map((exitCode) => normalise(call({ exitCode }), linux).exitCode)
  expect(codes).toEqual([0, 1, 50, 87, 1168, 183, 4312, 1062, 1726])
  expect(normalise(call({ program: 'nginx', exitCode: 144 }), linux).exitCode).toBe(144)
  expect(normalise(call({ exitCode: 144 }), windows).exitCode).toBe(144)
})

test('a folder is found also where XML has its letters as numbers', () => {
  const umlaut = { ...windows, folders: { machine: 'C:\\Blau Grün' } }
  expect(normalise(call({ stdin: 'path="C:\\Blau Gr&#xfc;n\\a" name="&#xA;"' }), umlaut).stdin).toBe(
    'path="{machine}/a" name="&#xA;"',
  )
})

test("NGINX's lines end as those of the others", () => {
  expect(normalise(call({ program: 'nginx.exe', stderr: 'a\nb\r\n' }), linux).stderr).toBe('a\r\nb\r\n')
})
