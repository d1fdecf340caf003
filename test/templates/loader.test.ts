import { transform } from 'esbuild'
import { expect, test } from 'vitest'
import { compressed, loader } from '../../src/templates/body.js'
import { hostileTexts } from './fixtures/hostile-texts.js'
import { run } from './fixtures/run-body.js'
import { outputsIn } from './fixtures/service-messages-in.js'

const script = `
const given = globalThis[Symbol.for('blue-green.parameters')]
for (const [name, value] of Object.entries(given))
  console.log("##octopus[setVariable name='" + Buffer.from(name).toString('base64') + "' value='" + Buffer.from(value).toString('base64') + "']")
if (given.throw) throw new Error('on purpose')
if (given.exit) process.exitCode = Number(given.exit)
`

const base64 = (data: string | Buffer) => Buffer.from(data).toString('base64')
const payload = base64(compressed(script)).replace(/.{150}/g, '$&\r\n')
const joined = (parameters: Readonly<Record<string, string>>) =>
  Object.entries(parameters)
    .map((pair) => pair.map((text) => `${text}\0`).join(''))
    .join('')

/** As the PowerShell body starts it: the line ends of its text may have become Windows's own. */
const asPowerShell = (parameters: Readonly<Record<string, string>>, before = '') =>
  run(process.execPath, ['-e', loader('PowerShell', 'demo.js').replace(/\s+/g, ' ')], {
    input: `${before}${base64(joined(parameters))}\r\n${payload}\r\n`,
  })

const asBash = (parameters: Readonly<Record<string, string>>) =>
  run(process.execPath, ['-e', loader('Bash', 'demo.js')], { input: `${joined(parameters)}\n${payload}\n` })

test('is read by every Node there ever was', async () => {
  for (const syntax of ['PowerShell', 'Bash'] as const) {
    const text = loader(syntax, 'demo.js')
    const now = await transform(text, { target: 'esnext' })
    expect((await transform(text, { target: 'es5' })).code).toBe(now.code)
  }
})

test('holds no double quote in PowerShell and no single quote in Bash', () => {
  expect(loader('PowerShell', 'demo.js')).not.toContain('"')
  expect(loader('Bash', 'demo.js')).not.toContain("'")
})

test('takes whatever it is given, from PowerShell and from Bash', async () => {
  const parameters = { ...hostileTexts, nothing: '' }
  for (const ran of [await asPowerShell(parameters), await asBash(parameters)]) {
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
    expect(outputsIn(ran.messages)).toEqual(parameters)
  }
})

test('drops a byte order mark that PowerShell puts before what it pipes', async () => {
  expect(outputsIn((await asPowerShell({ a: 'b' }, '\ufeff')).messages)).toEqual({ a: 'b' })
})

test('passes the exit code on', async () => {
  expect((await asPowerShell({ exit: '3' })).exitCode).toBe(3)
  expect((await asBash({ exit: '4' })).exitCode).toBe(4)
})

test("names the script's file and line in a stack trace", async () => {
  const ran = await asBash({ throw: 'yes' })
  expect(ran.exitCode).toBe(1)
  expect(ran.stderr).toContain('demo.js:5:')
})
