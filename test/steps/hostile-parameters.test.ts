import { access } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseInputs } from '../../src/octopus/parse-inputs.js'
import type { Inputs, Step } from '../../src/octopus/step.js'
import type { ActionResult } from '../../src/simulators/tentacle/tentacle.js'
import { step as calculatePort } from '../../src/steps/calculate-port.js'
import { step as deletePrevious } from '../../src/steps/delete-previous.js'
import { step as deployToSlot } from '../../src/steps/deploy-to-slot.js'
import { step as prepareRouter } from '../../src/steps/prepare-router.js'
import { step as status } from '../../src/steps/status.js'
import { step as switchArr } from '../../src/steps/switch-arr.js'
import { step as switchNginx } from '../../src/steps/switch-nginx.js'
import { step as warmUp } from '../../src/steps/warm-up.js'
import { hostileValues } from './fixtures/hostile-values.js'
import { logOf, MachineUnderTest } from './machine-under-test.js'
import { ask } from './polling-client.js'

const steps: Readonly<Record<string, { inputs: Inputs; outputs: readonly string[] }>> = {
  'prepare-router': prepareRouter,
  'prepare-router-bash': prepareRouter,
  'calculate-port': calculatePort,
  'deploy-to-slot': deployToSlot,
  'warm-up': warmUp,
  'warm-up-bash': warmUp,
  'switch-arr': switchArr,
  'switch-nginx': switchNginx,
  'switch-nginx-bash': switchNginx,
  'delete-previous': deletePrevious,
  status,
} satisfies Record<string, Pick<Step, 'inputs' | 'outputs'>>

let machine: MachineUnderTest
let packageFile: string
beforeAll(async () => {
  machine = await MachineUnderTest.start()
  packageFile = await machine.package('1.0.0')
  await machine.deployment('1.0.0').chain(packageFile)
})
afterAll(() => machine.dispose())

const mark = () => path.join(machine.folder, 'was-run')

/** Nothing was executed, and Octopus was told nothing but what the step tells. */
async function checkHarmless(name: string, result: ActionResult, said: string): Promise<void> {
  await expect(access(mark()), said).rejects.toThrow()
  const own = steps[name]?.outputs ?? []
  expect(
    Object.keys(result.outputs).filter((output) => !own.includes(output)),
    said,
  ).toEqual([])
  expect(result.sensitiveOutputs, said).toEqual([])
  expect(
    result.log.filter(({ text }) => /service message/i.test(text)),
    said,
  ).toEqual([])
  expect(
    result.log.filter(({ text }) => /[^\x20-\x7e\t]/.test(text)),
    said,
  ).toEqual([])
}

function refused(inputs: Inputs, texts: Readonly<Record<string, string>>): string[] {
  try {
    parseInputs(inputs, texts)
    return []
  } catch (error) {
    return [...String(error).matchAll(/\((BG\.\w+)\)/g)].map(([, name]) => name ?? '')
  }
}

/** Everything that such a step can change. */
const everything = async () => JSON.stringify(await machine.everything())

/** Several at a time: most of a run is the start of Node. */
async function inTurns<T>(things: readonly T[], work: (thing: T, lane: number) => Promise<void>): Promise<void> {
  const left = [...things]
  await Promise.all(
    [0, 1, 2].map(async (lane) => {
      for (let thing = left.shift(); thing !== undefined; thing = left.shift()) await work(thing, lane)
    }),
  )
}

const begin = (lane: number | string, release = '1.0.0') =>
  machine.deployment(release, {}, { serviceMessages: 'anywhere', tentacle: `tentacle-${lane}` })

/** Half of the templates get every text, the others those that matter to what carries them. */
const textsFor = (name: string) =>
  hostileValues(mark()).filter(
    (_, index) => ['deploy-to-slot', 'prepare-router-bash'].includes(name) || index % 4 === 2,
  )

test('every parameter refuses each hostile text or hands it on as it is', () => {
  const fixed =
    /^(Release|Package|ModelSite|Adopt|UserName|Password|Slot|Urls|Disposable|WritableFolders|Authorities|NginxListen)$/
  for (const [name, { inputs }] of Object.entries(steps))
    for (const [parameter, input] of Object.entries(inputs))
      for (const value of hostileValues(mark())) {
        if (refused({ [parameter]: input }, { [parameter]: value }).length > 0) continue
        const plain = /^(0|True|-)$/.test(value)
        const isUnset = value.startsWith('#{') && input.optional === true && value === `#{${input.variable}}`
        const isPath = /^\/(x:y|in)$/.test(value)
        expect(plain || isUnset || isPath || fixed.test(parameter.slice(3)), `${name} ${parameter} ${value}`).toBe(true)
      }
})

test.each([
  'http://a;}evil{/',
  "http://a'b/",
  'http://a"b/',
  'http://$(touch x)/',
  'http://a`b/',
  'javascript:alert(1)',
])('the address %s is refused', (value) => {
  const input = prepareRouter.inputs['BG.FrontDoor']
  expect(refused({ 'BG.FrontDoor': input }, { 'BG.FrontDoor': value })).toEqual(['BG.FrontDoor'])
})

test.each(Object.keys(steps))(
  '%s refuses hostile texts in all parameters at once, by name, and does nothing',
  async (name) => {
    const before = await everything()
    const calls = machine.host.transcript().length
    const { inputs = {} } = steps[name] ?? {}
    const names = Object.keys(inputs)
    await inTurns(textsFor(name), async (value, lane) => {
      const said = `${name}: ${JSON.stringify(value.slice(0, 80))}`
      const texts = Object.fromEntries(names.map((parameter) => [parameter, value]))
      const result = await begin(lane).run(name, texts)
      expect(result.exitCode, `${said}\n${logOf(result)}`).toBe(1)
      await checkHarmless(name, result, said)
      for (const parameter of refused(inputs, texts)) expect(result.resultMessage, said).toContain(`(${parameter})`)
      expect(refused(inputs, texts).length, said).toBeGreaterThan(0)
    })
    expect(machine.host.transcript().length).toBe(calls)
    expect(await everything()).toBe(before)
  },
)

/** By step: parameters of which one run gets all, with the hostile text where it can be taken. */
const taken: readonly { step: string; texts: (value: string) => Record<string, string> }[] = [
  { step: 'calculate-port', texts: (value) => ({ 'BG.Release': value }) },
  {
    step: 'prepare-router',
    texts: (value) => ({ 'BG.NginxConf': `${machine.folder}/${value}`, 'BG.NginxListen': value }),
  },
  {
    step: 'prepare-router',
    texts: (value) => ({ 'BG.FrontBindings': `http/127.0.0.1:${machine.frontPort}:${value}` }),
  },
  {
    step: 'deploy-to-slot',
    texts: (value) => ({
      'BG.Release': value,
      'BG.Package': value,
      'BG.Identity': 'SpecificUser',
      'BG.UserName': value,
      'BG.Password': `${secret}${value}`,
    }),
  },
  { step: 'deploy-to-slot', texts: (value) => ({ 'BG.ModelSite': value }) },
  { step: 'deploy-to-slot', texts: (value) => ({ 'BG.Bindings': `http/127.0.0.1:{port}:${value}` }) },
  { step: 'deploy-to-slot', texts: (value) => ({ 'BG.WritableFolders': value }) },
  { step: 'deploy-to-slot', texts: (value) => ({ 'BG.Source': `${machine.folder}/${value}` }) },
  {
    step: 'warm-up',
    texts: (value) => ({
      'BG.Address': `http://127.0.0.1:${machine.ports[0]}/${value}`,
      'BG.FrontDoor': `http://www.example.com/${value}`,
      'BG.Urls': `/ 200 ${value}`,
      'BG.Release': value,
      'BG.Authorities': value,
    }),
  },
  { step: 'switch-arr', texts: (value) => ({ 'BG.Slot': value }) },
  { step: 'switch-arr', texts: (value) => ({ 'BG.Slot': 'MyApp-1.0.0', 'BG.Release': value }) },
  { step: 'delete-previous', texts: (value) => ({ 'BG.Release': value, 'BG.Disposable': value }) },
]

const secret = 'S3cr3tT0ken'

/** Without what every step writes to say that it is at work. */
const settled = (everything: Record<string, unknown>) => {
  const own = /(claim\.json|journal\.jsonl|blue-green\.json) |octopus-blue-green/
  const lines = (value: unknown) => (Array.isArray(value) ? value.filter((line) => !own.test(String(line))) : value)
  return Object.fromEntries(Object.entries(everything).map(([name, value]) => [name, lines(value)]))
}

/** Where a step needs what earlier steps have told, and must not take long to fail. */
const given = (): Record<string, Record<string, string>> => ({
  'deploy-to-slot': { 'BG.Port': String(machine.ports[1]) },
  'warm-up': { 'BG.Address': `http://127.0.0.1:${machine.ports[0]}`, 'BG.Limit': '200ms', 'BG.InARow': '1' },
  'switch-arr': { 'BG.Port': String(machine.ports[0]), 'BG.ProofLimit': '200ms', 'BG.InARow': '1' },
})

test.each(taken.map(({ step, texts }, index) => [index + 1, step, texts] as const))(
  '%i %s: what is taken goes on unharmed, what is not changes nothing',
  async (turn, step, texts) => {
    const { inputs = {} } = steps[step] ?? {}
    const all = hostileValues(mark()).filter((value) => !/^(True|0)$/.test(value))
    for (const [index, value] of all.entries()) {
      if (index % 4 !== turn % 4) continue
      const parameters = { ...given()[step], ...texts(value) }
      const names = refused(inputs, { ...parameters })
      if (Object.keys(texts(value)).some((name) => names.includes(name))) continue
      const said = `${step}: ${JSON.stringify(value.slice(0, 80))}`
      const before = await everything()
      const front = await ask(machine.frontPort)
      const packages = step === 'deploy-to-slot' && !parameters['BG.Source'] ? { 'BG.Package': packageFile } : {}
      const result = await begin('one').run(step, parameters, { packages })
      await checkHarmless(step, result, said)
      expect(result.maskings, said).toBe(0)
      expect([0, 1], `${said}\n${logOf(result)}`).toContain(result.exitCode)
      expect(front.problem, said).toBe(undefined)
      expect(await ask(machine.frontPort), said).toMatchObject({ release: front.release, port: front.port })
      const after = JSON.parse(await everything()) as Record<string, unknown>
      if (result.exitCode === 1)
        expect(settled(after), `${said} ${result.resultMessage}`).toEqual(settled(JSON.parse(before)))
    }
  },
)

test('bindings of the front site that nobody can reach are taken back', async () => {
  const before = machine.host.configuration()
  const said = await begin('one').fail('prepare-router', {
    'BG.FrontBindings': `http/127.0.0.1:${machine.frontPort}:nobody.example.com`,
  })
  expect(said).toContain('BG.FrontBindings')
  expect(machine.host.configuration()).toBe(before)
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0' })
})

test('a program for Node that is no such program is not taken for a command', async () => {
  const texts = hostileValues(mark()).filter((value, index) => value.trim() !== '' && index % 2 === 1)
  await inTurns(texts, async (value, lane) => {
    const said = JSON.stringify(value.slice(0, 80))
    const result = await begin(lane).run('warm-up-bash', { 'BG.NodePath': value })
    expect(result.succeeded, said).toBe(false)
    await expect(access(mark()), said).rejects.toThrow()
    expect(result.outputs, said).toEqual({})
  })
})
