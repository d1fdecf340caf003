import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { NotSimulated } from '../../../src/simulators/tentacle/not-simulated.js'
import { SelfReference } from '../../../src/simulators/tentacle/self-reference.js'
import { type ActionResult, Tentacle } from '../../../src/simulators/tentacle/tentacle.js'
import { bash, bashBody, hostileValues, tellParameters, template, temporaryFolder, tentacle } from './fixtures.js'

const texts = ({ log }: ActionResult, level: string) =>
  log.filter((line) => line.level === level).map(({ text }) => text)

const run = async (body: string, options = {}) =>
  (await tentacle({}, options)).run({ stepName: 'Step', template: bash(body), parameters: {} })

describe.concurrent('a Bash action', () => {
  test.each(['lookup', 'array'] as const)('gets hostile values unharmed (%s)', async (bashVariables) => {
    const names = Object.keys(hostileValues)
    const defaults = Object.fromEntries(names.map((name) => [name, '']))
    const machine = await tentacle({}, { bashVariables, keep: true })
    const body = bashBody([...names, 'absent'], tellParameters)
    const result = await machine.run({ stepName: 'S', template: bash(body, defaults), parameters: hostileValues })
    expect(texts(result, 'error')).toEqual([])
    const given = JSON.parse(result.outputs['Given'] ?? '{}') as Record<string, string>
    const end = bashVariables === 'lookup' ? '\n.' : '.'
    expect(given).toEqual({
      ...Object.fromEntries(names.map((name) => [name, `${hostileValues[name]}.`])),
      absent: end,
    })
    expect(Object.keys(result.outputs)).toEqual(['Given'])
    const [work = ''] = await readdir(path.join(machine.machine.folder, 'Work'))
    expect((await readdir(path.join(machine.machine.folder, 'Work', work))).sort()).toEqual([
      'Bootstrap.sh',
      'Configure.sh',
      'Script.sh',
    ])
  })

  test('with the array asked for, only a body that names it gets it', async () => {
    const body = 'declare -p octopus_parameters >/dev/null 2>&1 && echo filled || echo not filled'
    expect(texts(await run(body, { bashVariables: 'array' }), 'info')).toEqual(['not filled'])
    expect(texts(await run(`# octopus_parameters[\n${body}`, { bashVariables: 'array' }), 'info')).toEqual(['filled'])
    expect(texts(await run(`# octopus_parameters[\n${body}`), 'info')).toEqual(['not filled'])
  })

  test('ends with the last exit code, without set -e, sourced without the key', async () => {
    const result = await run('false\necho "$# $(basename "$BASH_SOURCE")"\n(exit 7)')
    expect(result).toMatchObject({ exitCode: 7, succeeded: false, killed: false })
    expect(texts(result, 'info')).toEqual(['0 Script.sh'])
    expect(texts(result, 'error')).toEqual(['The remote script failed with exit code 7'])
  })

  test('fails with its result message', async () => {
    const result = await run('fail_step "No such port"; echo not reached')
    expect(result).toMatchObject({ exitCode: 1, resultMessage: 'No such port' })
    expect(texts(result, 'error')).toEqual(['No such port'])
    expect(texts(result, 'info')).toEqual([])
  })

  test('logs at the levels it asks for', async () => {
    const body = `write_verbose quiet; write_highlight bright; write_wait waiting; write_warning careful; echo plain
echo "##octopus[stdout-ignore]"; echo dropped; echo "##octopus[stdout-default]"; update_progress 40 "nearly  there"`
    const result = await run(body)
    expect(result.log.map(({ level, text }) => `${level} ${text}`)).toEqual([
      'verbose quiet',
      'highlight bright',
      'wait waiting',
      'warning careful',
      'info plain',
    ])
    expect(result).toMatchObject({
      warnings: true,
      succeeded: true,
      progress: [{ percentage: 40, message: 'nearly  there' }],
    })
  })

  test('stderr is logged as errors and the action ends with warnings', async () => {
    const result = await run('echo oops >&2')
    expect(result).toMatchObject({ exitCode: 0, succeeded: true, warnings: true })
    expect(texts(result, 'error')).toEqual(['oops'])
  })

  test('stderr that is marked as progress is no warning, and no failure', async () => {
    const machine = await tentacle()
    const parameters = { 'Octopus.Action.FailScriptOnErrorOutput': 'True' }
    // The mark goes out on the same pipe, so that it is read first.
    const marked = bash('echo "##octopus[stderr-progress]" >&2; echo 50% >&2')
    const quiet = await machine.run({ stepName: 'S', template: marked, parameters })
    expect(quiet).toMatchObject({ succeeded: true, warnings: false })
    expect(texts(quiet, 'verbose')).toEqual(['50%'])
    const loud = await machine.run({ stepName: 'S', template: bash('echo oops >&2'), parameters })
    expect(loud).toMatchObject({ exitCode: 0, succeeded: false })
  })

  test('an unknown or broken message and a variable without value are warnings and do nothing', async () => {
    const result = await run(`echo "##octopus[make-coffee size='QQ==']"; echo "##octopus[setVariable x"
set_octopusvariable Empty ""; set_octopusvariable Full " a  b "; echo " ##octopus[stdout-error]"`)
    expect(result.outputs).toEqual({ Full: ' a  b ' })
    expect(texts(result, 'warning')).toHaveLength(3)
    expect(texts(result, 'warning')[0]).toContain('make-coffee')
    expect(texts(result, 'info')).toEqual([' ##octopus[stdout-error]'])
  })

  test('has only a few names of this process in its environment, and a proxy that leads nowhere', async () => {
    const machine = await tentacle({}, {}, { MINE: 'yes' })
    const names = ['HTTP_PROXY', 'https_proxy', 'no_proxy', 'MINE', 'ProgramData', 'VITEST']
    const body = names.map((name) => `echo "$${name}"`).join('\n')
    const result = await machine.run({ stepName: 'S', template: bash(body), parameters: {} })
    expect(texts(result, 'info')).toEqual([
      'http://127.0.0.1:9',
      'http://127.0.0.1:9',
      'no-proxy.invalid',
      'yes',
      path.join(machine.machine.folder, 'ProgramData'),
      '',
    ])
  })

  test('has its carriage returns taken away, and its work folder after it', async () => {
    const machine = await tentacle()
    const result = await machine.run({ stepName: 'S', template: bash('echo one\r\necho two\r\n'), parameters: {} })
    expect(texts(result, 'info')).toEqual(['one', 'two'])
    expect(await readdir(path.join(machine.machine.folder, 'Work'))).toEqual([])
  })

  test('is substituted only where its body holds a reference', async () => {
    const machine = await tentacle({ Where: 'here' })
    const said = async (body: string) =>
      texts(await machine.run({ stepName: 'S', template: bash(body), parameters: {} }), 'info')
    expect(await said("echo '#{Where} #{Missing} #{'")).toEqual(['here #{Missing} #{'])
    expect(await said("echo '##octopus {Where}'")).toEqual(['##octopus {Where}'])
  })
})

describe.concurrent('variables', () => {
  test('parameters take the template’s defaults, which refer to project variables', async () => {
    const machine = await tentacle({ 'BlueGreen.Application': 'MyApp', 'Octopus.Release.Number': '1.1.0' })
    const parameters = {
      'BG.Application': '#{BlueGreen.Application}',
      'BG.Slot': '#{BG.Application}-#{octopus.release.number}',
      'BG.None': null,
      'BG.Set': 'default',
    }
    const body =
      'for n in BG.Application BG.Slot BG.None BG.Set Octopus.Machine.Name; do get_octopusvariable $n; echo; done'
    const result = await machine.run({
      stepName: 'S',
      template: bash(body, parameters),
      parameters: { 'BG.Set': 'set' },
    })
    expect(texts(result, 'info').filter((line) => line !== '')).toEqual(['MyApp', 'MyApp-1.1.0', 'set', 'web01'])
  })

  test('a parameter that refers to itself throws before the body runs', async () => {
    const machine = await tentacle({ 'BG.Root': 'never seen' })
    const action = { stepName: 'S', template: bash('echo ran', { 'BG.Root': '#{BG.Root}' }), parameters: {} }
    await expect(machine.run(action)).rejects.toThrow(SelfReference)
    await expect(readdir(path.join(machine.machine.folder, 'Work'))).rejects.toThrow('ENOENT')
  })

  test('a mistyped parameter and other kinds of actions are refused', async () => {
    const machine = await tentacle()
    const refused = (t: ReturnType<typeof template>, parameters: Record<string, string> = {}) =>
      expect(machine.run({ stepName: 'S', template: t, parameters })).rejects
    await refused(bash('echo', { 'BG.Port': '' }), { 'BG.Prot': '1' }).toThrow('no parameter BG.Prot')
    await refused(template('CSharp', 'x')).toThrow(NotSimulated)
    await refused({ ...bash('echo'), ActionType: 'Octopus.IIS' }).toThrow(NotSimulated)
    await refused(bash('echo #{if A}#{/if}')).toThrow(NotSimulated)
  })

  test('outputs are carried on to later actions of the machine', async () => {
    const machine = await tentacle()
    const first = bash('set_octopusvariable Port 18082; set_octopusvariable Odd "$(printf "a\\n  b")"')
    expect((await machine.run({ stepName: 'Calculate port', template: first, parameters: {} })).outputs).toEqual({
      Port: '18082',
      Odd: 'a\n  b',
    })
    const references = ['Octopus.Action[Calculate Port].Output.Port', 'Octopus.Step[Calculate port].Output[web01].Port']
    const second = bash('get_octopusvariable A; get_octopusvariable B; get_octopusvariable C', {
      A: `#{${references[0]}} `,
      B: `#{${references[1]}} `,
      C: '#{Octopus.Action[Calculate port].Output.Odd}',
    })
    const result = await machine.run({ stepName: 'Use', template: second, parameters: {} })
    expect(texts(result, 'info')).toEqual(['18082 18082 a', '  b'])
  })

  test('secrets are masked in the log, and counted', async () => {
    const machine = await tentacle({ Vault: 'pa$$ ##octopus[x] "w' })
    const parameters = { 'BG.Key': { sensitive: '#{Vault}' } }
    const body = `echo "key=$(get_octopusvariable BG.Key)!"; set_octopusvariable Token t0ken -sensitive
echo t0ken; echo "<t0ken>" >&2; echo "$tentacle_key"`
    const result = await machine.run({ stepName: 'First', template: bash(body, parameters), parameters: {} })
    expect(texts(result, 'info')).toEqual(['key=********!', '********', '********'])
    expect(result).toMatchObject({ sensitiveOutputs: ['Token'], outputs: { Token: 't0ken' } })
    expect(result.maskings).toBeGreaterThanOrEqual(3)
    const later = await machine.run({ stepName: 'Later', template: bash('echo t0ken'), parameters: {} })
    expect(texts(later, 'info')).toEqual(['********'])
  })
})

describe.concurrent('a tentacle', () => {
  test('collects an artifact at once, before the script deletes it', async () => {
    const result = await run(
      'printf content > "a b.txt"; new_octopusartifact "a b.txt"; new_octopusartifact "a b.txt" ../../status.json\n' +
        'sleep 0.2; rm "a b.txt"; echo "##octopus[createArtifact path=\'QQ==\' name=\'QQ==\']"',
    )
    expect(result.artifacts.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['a b.txt', 7],
      ['../../status.json', 7],
    ])
    expect(await readFile(result.artifacts[1]?.path ?? '', 'utf8')).toBe('content')
    expect(path.basename(result.artifacts[1]?.path ?? '')).toBe('status.json')
    expect(texts(result, 'error')).toHaveLength(1)
  })

  test('tries a failed action again, with the same variables and a fresh folder', async () => {
    const folder = await temporaryFolder()
    const body = `test -e leftover && exit 9; touch leftover; echo x >> ${folder}/count
set_octopusvariable Try "$(wc -l < ${folder}/count)"; [ "$(wc -l < ${folder}/count)" -ge 3 ]`
    const machine = await tentacle()
    const action = { stepName: 'S', template: bash(body), parameters: {} }
    expect(await machine.run({ ...action, retries: 1 })).toMatchObject({ succeeded: false, exitCode: 1, attempts: 2 })
    expect(await machine.run({ ...action, retries: 5 })).toMatchObject({
      succeeded: true,
      attempts: 1,
      outputs: { Try: '3' },
    })
  })

  test('runs one script at a time for a machine, unless told otherwise', async () => {
    const machine = { name: 'web01', folder: await temporaryFolder(), path: [] }
    const body = bash('mkdir ../../busy || exit 5; sleep 0.15; rmdir ../../busy')
    const both = (options = {}, variables = {}) =>
      Promise.all(
        [1, 2, 3].map((n) =>
          new Tentacle(machine, variables, options).run({ stepName: `S${n}`, template: body, parameters: {} }),
        ),
      )
    const isolated = await both()
    expect(isolated.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0])
    expect(isolated.flatMap((result) => texts(result, 'wait'))).toHaveLength(2)
    const failed = (results: ActionResult[]) => results.filter(({ exitCode }) => exitCode === 5).length
    expect(failed(await both({ isolation: false }))).toBe(2)
    expect(failed(await both({}, { OctopusBypassDeploymentMutex: 'True' }))).toBe(2)
  })

  test('hands on each line as it comes', async () => {
    const machine = await tentacle()
    let now: () => void = () => {}
    const first = new Promise<void>((resolve) => {
      now = resolve
    })
    machine.onLine = ({ text }, { stepName }) => {
      if (text === 'first' && stepName === 'S') now()
    }
    let ended = false
    const body = bash('echo first; while [ ! -e ../../go ]; do sleep 0.02; done')
    const running = machine.run({ stepName: 'S', template: body, parameters: {} }).then((result) => {
      ended = true
      return result
    })
    await first
    expect(ended).toBe(false)
    const other = new Tentacle(machine.machine, {}, { isolation: false })
    await other.run({ stepName: 'Go', template: bash('touch ../../go'), parameters: {} })
    expect((await running).succeeded).toBe(true)
  })
})
