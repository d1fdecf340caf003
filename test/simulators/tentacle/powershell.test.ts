import { describe, expect, test } from 'vitest'
import { NotSimulated } from '../../../src/simulators/tentacle/not-simulated.js'
import { powerShellBootstrap } from '../../../src/simulators/tentacle/powershell-bootstrap.js'
import { powershellFaults } from '../../templates/fixtures/powershell-faults.js'
import {
  hostileValues,
  powerShellBody,
  powerShellBodyWithLoader,
  tellParameters,
  template,
  tentacle,
} from './fixtures.js'

const run = async (body: string, parameters: Record<string, string> = {}) => {
  const machine = await tentacle({}, { pwsh: false })
  const defaults = Object.fromEntries(Object.keys(parameters).map((name) => [name, '']))
  return machine.run({ stepName: 'S', template: template('PowerShell', body, defaults), parameters })
}

describe.concurrent('a PowerShell body without a PowerShell', () => {
  test('has its parameters bound and its script run by node; it says so', async () => {
    const body = powerShellBody([...Object.keys(hostileValues), 'absent'], tellParameters)
    const result = await run(body.replaceAll('\n', '\r\n'), hostileValues)
    expect(result).toMatchObject({ succeeded: true, warnings: false })
    expect(JSON.parse(result.outputs['Given'] ?? '')).toEqual(hostileValues)
    expect(result.simulated.join()).toContain('PowerShell')
  })

  test('with its loader in a here-string hands over empty values for what does not exist', async () => {
    const result = await run(powerShellBodyWithLoader(['A', 'absent'], tellParameters), { A: 'a' })
    expect(JSON.parse(result.outputs['Given'] ?? '')).toEqual({ A: 'a', absent: '' })
  })

  test('prints ASCII only; the rest becomes question marks', async () => {
    const result = await run(powerShellBody(['A'], 'console.log("Grüße"); console.error("ß"); process.exit(3)'), {
      A: '',
    })
    expect(result.exitCode).toBe(3)
    expect(result.log.map(({ text }) => text).sort()).toEqual([
      '??',
      'Gr????e',
      'The remote script failed with exit code 3',
    ])
  })

  test('fails where its Node is not there or a value holds a NUL', async () => {
    const body = powerShellBody(['A', 'BG.NodePath'], tellParameters)
    const missing = await run(body, { 'BG.NodePath': '/nowhere/node' })
    expect(missing.succeeded).toBe(false)
    expect(missing.log[0]?.text).toContain('/nowhere/node')
    const nul = await run(body, { A: 'a\0b' })
    expect(nul).toMatchObject({ exitCode: 1 })
    expect(nul.log[0]?.text).toContain('NUL')
    expect((await run(body, { 'BG.NodePath': process.execPath })).succeeded).toBe(true)
  })

  test.each([
    'Write-Host hello',
    powerShellBody(['A'], tellParameters).replace('exit $LASTEXITCODE', ''),
    powerShellBody(['A'], tellParameters).replace("@'\n", '@"\n'),
    powerShellBody(['A'], tellParameters).replace('$parameterNames = ', '$others = '),
  ])('of another form is refused (%#)', async (body) => {
    await expect(run(body)).rejects.toThrow(NotSimulated)
    await expect(run(body)).rejects.toThrow('Nothing was run')
  })
})

test('the bootstrap for a real PowerShell is Windows PowerShell 5.1', () => {
  const own = ['ConvertTo-TentacleBytes', 'ConvertTo-TentacleBase64', 'Write-TentacleMessage']
  const faults = powershellFaults(powerShellBootstrap('00'.repeat(32), [['A', 'b']]), {
    commands: {
      ...Object.fromEntries(own.map((name) => [name, { parameters: [], positional: 1 }])),
      'Split-Path': { parameters: ['-Path', '-Leaf'], switches: ['-Leaf'], positional: 0 },
    },
    types: ['byte', 'Convert', 'IO.Path', 'Security.Cryptography.Aes', 'StringComparer', 'Text.Encoding'],
    members: [
      ...['Category', 'CategoryInfo', 'Combine', 'Create', 'CreateDecryptor', 'Error', 'FromBase64String', 'GetString'],
      ...['IV', 'Key', 'Length', 'OrdinalIgnoreCase', 'ScriptStackTrace', 'Split', 'Substring', 'ToByte'],
      'TransformFinalBlock',
    ],
  })
  // The script itself is run so.
  expect(faults).toEqual([expect.stringMatching(/^unknown command, line \d+: \. \(\[IO\.Path\]::Combine/)])
})
