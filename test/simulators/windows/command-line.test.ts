import { expect, test } from 'vitest'
import { windowsCommandLine } from '../../../src/simulators/windows/command-line.js'

test.each([
  [['plain', 'C:\\a\\'], 'x.exe plain C:\\a\\'],
  [['', 'a b'], 'x.exe "" "a b"'],
  [['say "hi"'], 'x.exe "say \\"hi\\""'],
  [['C:\\a b\\'], 'x.exe "C:\\a b\\\\"'],
  [['\\"'], 'x.exe "\\\\\\""'],
])('%j becomes %s', (args, line) => {
  expect(windowsCommandLine('x.exe', args)).toBe(line)
})
