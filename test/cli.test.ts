import path from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'

const program = path.resolve('dist/octopus-blue-green.js')
const run = (...args: string[]) => execa(process.execPath, [program, ...args], { reject: false, timeout: 30_000 })

test.each([
  [['imprt'], "unknown command 'imprt'\n(Did you mean import?)"],
  [['import', '--nope'], "unknown option '--nope'"],
  [['rehearse', '--soak'], "option '--soak <number>' argument missing"],
  [['compare-transcripts'], 'error: '],
])('a command line that nobody understands ends with 2: %j', async (args, says) => {
  const { exitCode, stderr, stdout } = await run(...args)
  expect(stderr).toContain(says)
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
})

test.each([['--help'], ['import', '--help']])('help ends with 0: %s', async (...args) => {
  const { exitCode, stdout } = await run(...args)
  expect(stdout).toContain('Usage: octopus-blue-green')
  expect(exitCode).toBe(0)
})
