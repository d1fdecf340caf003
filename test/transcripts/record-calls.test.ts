import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CallRecorder } from '../../src/transcripts/call-recorder.js'
import { readRecorded } from '../../src/transcripts/read-recorded.js'

const root = path.resolve(import.meta.dirname, '../..')
const fixture = path.join(import.meta.dirname, 'fixtures', 'starts-programs.cjs')

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'record calls "-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('every program that a step starts is noted: arguments, input, output, exit code, and its end where it was killed', async () => {
  const recorder = new CallRecorder(path.join(root, 'dist', 'record-calls.js'), folder, {
    decode: (bytes) => bytes.toString('latin1').replaceAll('\x81', 'ü'), // code page 437
  })
  await recorder.watch()
  await execa(process.execPath, [fixture], { env: recorder.environment })
  const calls = await recorder.stop()

  const nothing = { stdin: '', stdout: '', stderr: '' }
  expect(calls).toMatchObject([
    // What is started is itself not recorded.
    {
      program: process.execPath,
      stdin: 'first second',
      stdout: 'first second',
      stderr: 'undefined undefined\n',
      exitCode: 0,
    },
    { program: 'bash', args: ['-c', expect.any(String)], ...nothing, stdout: 'a b\r\n', exitCode: 7 },
    { program: '/nowhere/appcmd', args: ['list', 'site'], ...nothing, exitCode: undefined },
    { program: 'bash', args: ['-c', expect.any(String)], ...nothing, stdout: 'Grün', exitCode: 0 },
    { program: 'sleep', args: ['60'], ...nothing, exitCode: undefined },
  ])
  expect(calls).toHaveLength(5)
  expect(recorder.environment).toEqual({})
})

test('each watch begins anew, and a step without the environment is not recorded', async () => {
  const recorder = new CallRecorder(path.join(root, 'dist', 'record-calls.js'), folder)
  await recorder.watch()
  await execa(process.execPath, [fixture], { env: recorder.environment })
  await recorder.stop()
  await recorder.watch()
  await execa(process.execPath, [fixture])
  expect(await recorder.stop()).toEqual([])
})

test('a line that a kill cut off is left out', () => {
  const started = JSON.stringify({ call: 1, program: 'appcmd', args: ['list', 'wp'] })
  expect(readRecorded(`${started}\n{"call":1,"stdi`)).toEqual([
    { program: 'appcmd', args: ['list', 'wp'], stdin: '', stdout: '', stderr: '', exitCode: undefined },
  ])
})
