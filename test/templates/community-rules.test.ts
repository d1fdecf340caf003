import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { kebabCase } from '../../src/templates/kebab-case.js'
import { makeStep } from '../../src/templates/make-step.js'
import type { Template } from '../../src/templates/template.js'
import { greet, greetLedger, projectFolder } from './fixtures/greet-file.js'

/**
 * The rules for templates of Octopus's community library.
 * @see https://github.com/OctopusDeploy/Library
 */
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const controls = ['SingleLineText', 'MultiLineText', 'Checkbox', 'Select', 'Sensitive', 'Package']

const files = new Map<string, Buffer>()
beforeAll(async () => {
  const folder = path.join(projectFolder, 'step-templates')
  for (const name of await readdir(folder).catch(() => [])) files.set(name, await readFile(path.join(folder, name)))
  const made = await makeStep(projectFolder, greet, greetLedger)
  for (const [file, text] of made.files)
    if (file.startsWith('step-templates/')) files.set(path.basename(file), Buffer.from(text))
})

const templates = () => [...files].map(([name, bytes]) => [name, JSON.parse(bytes.toString()) as Template] as const)

const unique = (values: readonly string[]) =>
  expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([])

describe('every template', () => {
  test('is a JSON file of UTF-8 without a byte order mark, named like the template', () => {
    for (const [name, bytes] of files) {
      expect(name).toMatch(/\.json$/)
      expect(bytes[0], name).toBe('{'.charCodeAt(0))
      expect(() => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)).not.toThrow()
      expect(bytes.includes('\r'), name).toBe(false)
    }
    for (const [name, { Name }] of templates()) expect(name).toBe(`${kebabCase(Name)}.json`)
  })

  test('has a name of its own, at most 200 characters long', () => {
    const names = templates().map(([, { Name }]) => Name)
    unique(names.map((name) => name.toLowerCase()))
    for (const name of names) expect(name).toMatch(/^Blue-Green - .{1,180}$/)
  })

  test('has real ids, each of which is used once', () => {
    const ids = templates().flatMap(([, { Id, Parameters, Packages }]) => [
      Id,
      ...Parameters.map((parameter) => parameter.Id),
      ...Packages.map((entry) => entry.Id),
    ])
    for (const id of ids) expect(id).toMatch(guid)
    unique(ids)
  })

  test('has the fields that the library asks for', () => {
    for (const [name, made] of templates()) {
      expect(made, name).toMatchObject({
        ActionType: 'Octopus.Script',
        StepPackageId: 'Octopus.Script',
        LastModifiedBy: 'octopus-blue-green',
        Category: 'Blue-Green',
        $Meta: { Type: 'ActionTemplate' },
      })
      expect(made.Description.length, name).toBeGreaterThan(40)
      expect(Number.isInteger(made.Version) && made.Version > 0, name).toBe(true)
      expect(new Date(made.$Meta.ExportedAt).toISOString(), name).toBe(made.$Meta.ExportedAt)
    }
  })

  test('shows every parameter with a control, and has a text or nothing as default', () => {
    for (const [name, { Parameters }] of templates()) {
      unique(Parameters.map((parameter) => parameter.Name.toLowerCase()))
      expect(Parameters.at(-1)?.Name, name).toBe('BG.NodePath')
      for (const parameter of Parameters) {
        expect(parameter.Name, name).toMatch(/^BG\.[A-Za-z0-9.-]+$/)
        expect(controls, name).toContain(parameter.DisplaySettings['Octopus.ControlType'])
        expect(parameter.DefaultValue === null || typeof parameter.DefaultValue === 'string', name).toBe(true)
        expect(parameter.Label.length, name).toBeGreaterThan(0)
        expect(parameter.HelpText.length, name).toBeGreaterThan(0)
      }
    }
  })

  test('has a package entry without a feed for each package parameter, and no other', () => {
    for (const [name, { Parameters, Packages }] of templates()) {
      const wanted = Parameters.filter(({ DisplaySettings }) => DisplaySettings['Octopus.ControlType'] === 'Package')
      expect(
        Packages.map((entry) => entry.Name),
        name,
      ).toEqual(wanted.map((parameter) => parameter.Name))
      for (const { FeedId, Name, Properties } of Packages) {
        expect(FeedId, name).toBeNull()
        expect(Properties, name).toMatchObject({
          SelectionMode: 'deferred',
          PackageParameterName: Name,
          Extract: 'True',
        })
      }
    }
  })

  test('has a body that Octopus leaves as it is', () => {
    for (const [name, { Properties }] of templates()) {
      const body = Properties['Octopus.Action.Script.ScriptBody']
      expect(body, name).toMatch(/^[\x20-\x7e\n]*$/)
      expect(body, name).not.toContain('#{')
      expect(body.length, name).toBeLessThanOrEqual(102_400)
      expect(['PowerShell', 'Bash'], name).toContain(Properties['Octopus.Action.Script.Syntax'])
      expect(Properties['Octopus.Action.Script.ScriptSource'], name).toBe('Inline')
    }
  })
})

test('options, defaults and variables arrive in the parameters', () => {
  const [, made] = templates().find(([name]) => name === 'blue-green-greet.json') ?? []
  const parameters = Object.fromEntries(made?.Parameters.map((parameter) => [parameter.Name, parameter]) ?? [])
  expect(parameters['BG.Application']?.DefaultValue).toBe('#{BlueGreen.Application}')
  expect(parameters['BG.Password']?.DefaultValue).toBeNull()
  expect(parameters['BG.Style']?.DisplaySettings).toEqual({
    'Octopus.ControlType': 'Select',
    'Octopus.SelectOptions': 'plain|Plain\nloud|Loud',
  })
  expect(parameters['BG.Names']?.HelpText).toContain('```\nAnn\nBob\n```')
})
