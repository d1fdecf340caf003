import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { appcmd } from '../../src/iis/appcmd.js'
import { appcmdList } from '../../src/iis/appcmd-list.js'
import { logLines } from '../machine/log-lines.js'

// The exit codes of a stand-in on Linux are the lowest 8 bits of the real ones.
const [sharingViolation, notFound, rpcFailed, notReady] = [32, 144, 190, 216]

describe.skipIf(process.platform === 'win32')('appcmd', () => {
  let folder = ''
  const pathBefore = process.env['PATH']
  const log = logLines()

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'appcmd-'))
    process.env['PATH'] = `${folder}${path.delimiter}${pathBefore}`
    log.lines.length = 0
  })
  afterEach(async () => {
    process.env['PATH'] = pathBefore
    await rm(folder, { recursive: true, force: true })
  })

  /** An appcmd that prints `says` and ends with one of the codes after the other, the last one for ever. */
  async function standIn(codes: readonly number[], says = ''): Promise<void> {
    await writeFile(path.join(folder, 'says'), says)
    const program = path.join(folder, 'appcmd')
    await writeFile(
      program,
      `#!/bin/bash
cd '${folder}'
printf '%s\\n' "$*" >> calls
cat says
codes=(${codes.join(' ')})
n=$(wc -l < calls)
exit "\${codes[$((n > \${#codes[@]} ? \${#codes[@]} : n)) - 1]}"
`,
    )
    await chmod(program, 0o755)
  }
  const calls = async () => (await readFile(path.join(folder, 'calls'), 'utf8')).trimEnd().split('\n')

  test('a success is its output', async () => {
    await standIn([0], '<appcmd></appcmd>')
    expect(await appcmd(log, 'read', ['list', 'wp', '/xml'])).toEqual({ meaning: 'ok', stdout: '<appcmd></appcmd>' })
    expect(await calls()).toEqual(['list wp /xml'])
  })

  test.each([
    ['read', rpcFailed],
    ['read', sharingViolation],
    ['change', sharingViolation],
    ['change', notReady],
  ] as const)('a %s that ends with %d is tried again', async (kind, code) => {
    await standIn([code, code, 0])
    expect((await appcmd(log, kind, ['x'])).meaning).toBe('ok')
    expect(await calls()).toHaveLength(3)
  })

  test.each([
    ['read', notReady],
    ['change', rpcFailed],
    ['change', notFound],
    ['read', 5],
    ['read', 7],
  ] as const)('a %s that ends with %d fails at once', async (kind, code) => {
    await standIn([code, 0])
    await expect(appcmd(log, kind, ['x'])).rejects.toThrow(`exit code ${code}`)
    expect(await calls()).toHaveLength(1)
  })

  test('trying again ends at its limit, and the error says what appcmd said', async () => {
    await standIn([sharingViolation], 'VDIR object "a" changed\r\nERROR ( hresult:80070020 )\r\n')
    const failure = appcmd(log, 'change', ['set', 'vdir', 'a'], { retryLimitMs: 1_000 })
    await expect(failure).rejects.toMatchObject({ name: 'AppcmdFailed', meaning: 'sharing-violation', exitCode: 32 })
    await expect(failure).rejects.toThrow('| ERROR ( hresult:80070020 )')
    expect((await calls()).length).toBeGreaterThan(1)
  })

  test('a change that came through although it was reported as failed is not made twice', async () => {
    await standIn([sharingViolation])
    const result = await appcmd(log, 'change', ['set', 'x'], { stillNeeded: async () => false })
    expect(result.meaning).toBe('ok')
    expect(await calls()).toHaveLength(1)
  })

  test('a meaning that is accepted is a result', async () => {
    await standIn([1])
    expect((await appcmd(log, 'read', ['list', 'x'], { accept: ['none'] })).meaning).toBe('none')
    await expect(appcmd(log, 'read', ['list', 'x'])).rejects.toThrow('exit code 1 (none) without a word')
  })

  test('what appcmd says cannot forge a message of the step', async () => {
    await standIn([87], "##octopus[setVariable name='a']\r\n\u001b[31mred\r\n")
    const failure = await appcmd(log, 'read', ['x']).catch((error: Error) => error.message)
    expect(failure).toContain("\n  | ##octopus[setVariable name='a']\n")
    expect(failure).not.toContain('\u001b')
  })

  test('a password in the input is in no error and no log line, even when appcmd repeats it', async () => {
    await standIn([87], 'ERROR ( cannot set password="s&#x26;cret" nor s&cret )')
    const input = '<appcmd><APPPOOL><add><processModel password="s&#x26;cret" /></add></APPPOOL></appcmd>'
    const failure = await appcmd(log, 'change', ['add', 'apppool', '/in'], { input }).catch((error: Error) => error)
    expect(String(failure)).toContain('nor ********')
    expect(`${String(failure)} ${log.lines.join(' ')}`).not.toMatch(/s(&|&#x26;)cret/)
  })

  test.each(['a"b', 'a\nb', 'a\0b', 'x'.repeat(30_001)])(
    'an argument that cannot go through is refused: %#',
    async (bad) => {
      await standIn([0])
      await expect(appcmd(log, 'read', ['list', bad])).rejects.toThrow('cannot be handed to appcmd')
      await expect(calls()).rejects.toThrow('ENOENT')
    },
  )

  test.each(['', 'APPPOOL "a" (state:Started)', '<appcmd><WP WP.NAME="1" /', '<other />'])(
    'a success without the XML that was asked for is a failure: %j',
    async (says) => {
      await standIn([0], says)
      await expect(appcmdList(log, ['wp'])).rejects.toThrow('not "nothing there"')
    },
  )

  test('arguments go through as they are', async () => {
    await standIn([0])
    await appcmd(log, 'change', ['set', 'site', 'a b', "/+[name='it''s $(id) `id` %PATH% é']"])
    expect(await calls()).toEqual(["set site a b /+[name='it''s $(id) `id` %PATH% é']"])
  })
})
