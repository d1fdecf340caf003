import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { Language, type Node, Parser } from 'web-tree-sitter'
import { makeStep } from '../../src/templates/make-step.js'
import type { Template } from '../../src/templates/template.js'
import { greet, greetLedger, projectFolder } from './fixtures/greet-file.js'

/** All that the body calls, with the parameters that it uses. Windows PowerShell 5.1 has every one of them. */
const known: Readonly<Record<string, readonly string[]>> = {
  'Fail-Step': [],
  'Find-BlueGreenNode': [],
  'Get-Command': ['-Name', '-CommandType', '-ErrorAction'],
  'Join-Path': [],
  'New-Object': [],
  'Select-Object': ['-First'],
  'Test-Path': ['-LiteralPath', '-PathType'],
}

const parser = await Parser.init().then(() => new Parser())
beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm')
  parser.setLanguage(await Language.load(wasm))
})

function* nodesOf(node: Node): Generator<Node> {
  yield node
  for (const child of node.children) if (child) yield* nodesOf(child)
}

/** What Windows PowerShell 5.1 would not run, or not as it is meant. */
function faults(body: string): string[] {
  const tree = parser.parse(`${body}\n`)
  if (!tree) return ['cannot be parsed']
  return [...nodesOf(tree.rootNode)].flatMap((node) => {
    const at = `line ${node.startPosition.row + 1}: ${node.text.slice(0, 60)}`
    if (node.isError || node.isMissing) return [`syntax, ${at}`]
    // && and || parse, but came with PowerShell 7.
    if (node.type === 'pipeline_chain_tail') return [`&& or ||, ${at}`]
    // Redirecting a program's standard error ends a script under Stop in 5.1.
    if (node.type === 'redirection') return [`redirection, ${at}`]
    if (node.type === 'variable' && /^\$(is(windows|linux|macos|coreclr)|psstyle)$/i.test(node.text))
      return [`6+, ${at}`]
    if (node.type !== 'command') return []
    const name = node.childForFieldName('command_name')?.text ?? ''
    if (name.startsWith('$')) return []
    const parameters = known[name]
    if (!parameters) return [`unknown command, ${at}`]
    return [...nodesOf(node)]
      .filter((part) => part.type === 'command_parameter' && !parameters.includes(part.text))
      .map((part) => `unknown parameter ${part.text}, ${at}`)
  })
}

const bodyOf = (json: string) => (JSON.parse(json) as Template).Properties['Octopus.Action.Script.ScriptBody']

test('a body is Windows PowerShell 5.1', async () => {
  const { files } = await makeStep(projectFolder, greet, greetLedger)
  expect(faults(bodyOf(files.get('step-templates/blue-green-greet.json') ?? ''))).toEqual([])
})

test("every step's body is Windows PowerShell 5.1", async () => {
  const folder = path.join(projectFolder, 'step-templates')
  for (const name of await readdir(folder).catch(() => [])) {
    const json = await readFile(path.join(folder, name), 'utf8')
    if (json.includes('"PowerShell"')) expect(faults(bodyOf(json)), name).toEqual([])
  }
})

test.each([
  '$a = $b ?? 1',
  '$a ??= 1',
  '$a = $b ? 1 : 2',
  '$a = $b?.Length',
  'if ($a) { Join-Path a b && Join-Path b c }',
  'Join-Path a b || Join-Path b c',
  '1..3 | ForEach-Object -Parallel { $_ }',
  '& $node 2>&1',
  'Get-Command -UseFuzzyMatching node',
  'if ($IsWindows) { exit 1 }',
  'if ($a) {',
])('the check finds what 5.1 does not have: %s', (body) => {
  expect(faults(body)).not.toEqual([])
})
