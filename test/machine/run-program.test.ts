import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ProgramMissing } from '../../src/machine/program-missing.js'
import { ProgramOutputLimit } from '../../src/machine/program-output-limit.js'
import { ProgramTimeout } from '../../src/machine/program-timeout.js'
import { runProgram } from '../../src/machine/run-program.js'
import { waitUntil } from '../../src/machine/wait-until.js'
import { StepFailed } from '../../src/octopus/step-failed.js'
import { logLines } from './log-lines.js'
import { temporaryFolder } from './temporary-folder.js'

const node = process.execPath
const inTime = { timeoutMs: 20_000 }

test.concurrent('hands over arguments, input and output unharmed and without a shell', async () => {
  const nasty = [
    '',
    'a b',
    '"',
    "'",
    '\\',
    '\\"',
    '$(id)',
    ';',
    '&&',
    '*',
    '%PATH%',
    'ä€😀',
    '#{x}',
    '##octopus[',
    'a\nb',
  ]
  const script = 'process.stdin.pipe(process.stderr); process.stdout.write(JSON.stringify(process.argv.slice(1)))'
  const result = await runProgram(logLines(), node, ['-e', script, '--', ...nasty], { ...inTime, input: 'in ä€😀\r\n' })
  expect(JSON.parse(result.stdout)).toEqual(nasty)
  expect(result.stderr).toBe('in ä€😀\r\n')
  expect(result.exitCode).toBe(0)
})

test.concurrent('logs one verbose line for a start: program, arguments, exit code, time; never the input', async () => {
  const log = logLines()
  const script = 'process.exitCode = 3; process.stdin.resume()'
  const result = await runProgram(log, node, ['-e', script, 'a b\n##octopus[x]'], { ...inTime, input: 'secret' })
  expect(result.exitCode).toBe(3)
  expect(log.lines).toEqual([`verbose: ${node} -e "${script}" "a b\\u000a##octopus[x]": exit code 3, ${result.ms} ms`])
})

test.concurrent('logs the arguments that it is told to show', async () => {
  const log = logLines()
  await runProgram(log, node, ['-e', '0', 'secret'], { ...inTime, shown: ['-e', '0', '***'] })
  expect(log.lines.join()).toContain('***')
  expect(log.lines.join()).not.toContain('secret')
})

test('kills the program and what it started at the limit', async () => {
  const folder = await temporaryFolder()
  const pidFile = join(folder, 'pid')
  const log = logLines()
  const script = `
    const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
    require('fs').writeFileSync(process.argv[1], String(child.pid))
    setInterval(() => {}, 1000)`
  const run = runProgram(log, node, ['-e', script, pidFile], { timeoutMs: 1_500 })
  await expect(run).rejects.toThrow(ProgramTimeout)
  await expect(run).rejects.toThrow('still running after 1500 ms')
  const pid = Number(await readFile(pidFile, 'utf8'))
  await waitUntil('the grandchild to end', 5_000, 20, async () => (isRunning(pid) ? undefined : true))
  expect(log.lines).toHaveLength(1)
  expect(log.lines[0]).toMatch(/ProgramTimeout, \d+ ms$/)
})

test.concurrent('does not wait for a daemon that keeps the output open', async () => {
  const script = `
    const { spawn } = require('child_process')
    const daemon = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { stdio: 'inherit', detached: true })
    daemon.unref()
    console.log(daemon.pid)`
  const result = await runProgram(logLines(), node, ['-e', script], inTime)
  process.kill(Number(result.stdout))
  expect(result.exitCode).toBe(0)
  expect(result.ms).toBeLessThan(10_000)
})

test.concurrent('says what is missing when there is no such program', async () => {
  const run = runProgram(logLines(), '/nowhere/appcmd', ['list'], inTime)
  await expect(run).rejects.toThrow(ProgramMissing)
  await expect(run).rejects.toThrow('/nowhere/appcmd was not found on this machine.')
})

test('says so when a program cannot be started', async () => {
  const folder = await temporaryFolder()
  await expect(runProgram(logLines(), folder, [], inTime)).rejects.toThrow(StepFailed)
  await expect(runProgram(logLines(), node, ['x'.repeat(3_000_000)], inTime)).rejects.toThrow(
    /could not be started: E2BIG/,
  )
  await expect(runProgram(logLines(), node, ['a\0b'], inTime)).rejects.toThrow(/could not be started/)
})

test.concurrent('reads large outputs whole', async () => {
  const { stdout } = await runProgram(logLines(), node, ['-e', "process.stdout.write('x'.repeat(20e6))"], inTime)
  expect(stdout.length).toBe(20e6)
})

test.concurrent('refuses an output without end rather than taking a part for the whole', async () => {
  const script = "const write = () => process.stdout.write('x'.repeat(1e6), write); write()"
  await expect(runProgram(logLines(), node, ['-e', script], inTime)).rejects.toThrow(ProgramOutputLimit)
})

test.concurrent('survives a program that does not read its input', async () => {
  const result = await runProgram(logLines(), node, ['-e', '0'], { ...inTime, input: 'x'.repeat(5_000_000) })
  expect(result.exitCode).toBe(0)
})

test.concurrent('adds to the environment', async () => {
  const script = 'process.stdout.write(process.env.BG_TEST + (process.env.PATH ? "+PATH" : ""))'
  const result = await runProgram(logLines(), node, ['-e', script], { ...inTime, env: { BG_TEST: 'yes' } })
  expect(result.stdout).toBe('yes+PATH')
})

test.skipIf(process.platform === 'win32')('a program killed by a signal has 128 + its number', async () => {
  const result = await runProgram(logLines(), node, ['-e', 'process.kill(process.pid, 9)'], inTime)
  expect(result.exitCode).toBe(137)
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
