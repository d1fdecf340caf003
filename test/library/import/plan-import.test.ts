import { describe, expect, test } from 'vitest'
import { contentOf, differences, hashOf } from '../../../src/library/import/content.js'
import { noteIn, withNote, withoutNote } from '../../../src/library/import/note.js'
import { planImport } from '../../../src/library/import/plan-import.js'
import { noted, toCreate, toUpdate } from '../../../src/library/import/to-send.js'
import { chosen, type StepTemplate, templateFiles } from '../../../src/library/step-template.js'
import { root } from '../../project/project-files.js'

const files = templateFiles(root)
const ours = chosen(files, ['deploy-to-slot'])[0]?.template as StepTemplate
const body = 'Octopus.Action.Script.ScriptBody'
const onServer = (template: StepTemplate, more: object = {}): StepTemplate => ({
  ...template,
  Id: 'ActionTemplates-7',
  Version: 3,
  ...more,
})
const older: StepTemplate = { ...ours, Properties: { ...ours.Properties, [body]: 'echo older' } }
const planned = (...server: StepTemplate[]) => planImport([ours], server)[0]

describe('a template is', () => {
  test('new, when the server has none of its name', () => {
    expect(planned(onServer({ ...ours, Name: 'Other' }))).toMatchObject({ state: 'new' })
  })

  test('unchanged, when the content is the same, with the note of an import or without, whatever the server adds', () => {
    expect(planned(onServer(noted(ours)))).toMatchObject({ state: 'unchanged' })
    expect(planned(onServer(ours))).toMatchObject({ state: 'unchanged' })
    const Properties = {
      ...ours.Properties,
      'Octopus.Action.EnabledFeatures': 'x',
      [body]: String(ours.Properties[body]).replaceAll('\n', '\r\n'),
    }
    const Parameters = ours.Parameters.map((one) => ({
      ...one,
      Id: 'other',
      Label: one.Label || null,
      DefaultValue: one.DefaultValue ?? '',
    }))
    expect(planned(onServer(ours, { Properties, Parameters, Links: {}, SpaceId: 'Spaces-1' }))).toMatchObject({
      state: 'unchanged',
    })
  })

  test('changed, when it is what an earlier import wrote', () => {
    expect(planned(onServer(noted(older)))).toMatchObject({ state: 'changed', differences: ['script'] })
  })

  test('edited, when somebody touched it after an import, took the note out, or brought it by hand', () => {
    const touched = noted(older)
    const Parameters = touched.Parameters.map((one, index) => (index === 0 ? { ...one, DefaultValue: 'MyApp' } : one))
    expect(planned(onServer(touched, { Parameters }))).toMatchObject({
      state: 'edited',
      differences: ['script', 'parameters ~BG.Application'],
    })
    expect(planned(onServer(older))).toMatchObject({ state: 'edited' })
    expect(planned(onServer(noted(ours), { Name: 'Our Deploy' }))).toMatchObject({
      state: 'edited',
      differences: ['name "Our Deploy" -> "Blue-Green - Deploy to Slot"'],
    })
    expect(planned(onServer(noted(ours), { Description: `Ask Bob. ${noted(ours).Description}` }))).toMatchObject({
      state: 'edited',
    })
  })

  test('found under the name that somebody has given it, before one of its own name', () => {
    const renamed = onServer(noted(ours), { Name: 'Our Deploy' })
    expect(planned(onServer(ours, { Id: 'ActionTemplates-1' }), renamed)).toMatchObject({
      theirs: { Id: 'ActionTemplates-7' },
    })
  })
})

describe('every part of a template counts', () => {
  test.each<[string, (template: StepTemplate) => Partial<StepTemplate>]>([
    ['description', () => ({ Description: 'x' })],
    ['script', ({ Properties }) => ({ Properties: { ...Properties, 'Octopus.Action.RunOnServer': 'true' } })],
    ['parameters -BG.Application', ({ Parameters }) => ({ Parameters: Parameters.slice(1) })],
    ['parameters +BG.X', ({ Parameters }) => ({ Parameters: [...Parameters, { ...Parameters[0]!, Name: 'BG.X' }] })],
    ['order of parameters', ({ Parameters }) => ({ Parameters: [...Parameters].reverse() })],
    ['packages -BG.Package', () => ({ Packages: [] })],
  ])('%s', (told, change) => {
    const changed = { ...ours, ...change(ours) }
    expect(differences(contentOf(ours), contentOf(changed))).toEqual([told])
    expect(hashOf(contentOf(changed))).not.toBe(hashOf(contentOf(ours)))
  })
})

describe('the note of an import', () => {
  const note = { template: ours.Id, content: 'a'.repeat(64) }

  test('is the last paragraph of the description, is replaced by the next one, and can be taken out', () => {
    const once = withNote('What it does.', note)
    expect(noteIn(once)).toEqual(note)
    expect(withNote(once, note)).toBe(once)
    expect(withoutNote(once)).toBe('What it does.')
    expect(noteIn('What it does.')).toBeUndefined()
    expect(noteIn(null)).toBeUndefined()
  })

  test('survives line endings and blanks that a server or an editor changes', () => {
    expect(noteIn(`${withNote('What it does.', note).replaceAll('\n', '\r\n')}\r\n`)).toEqual(note)
  })
})

describe('what is sent', () => {
  test('for a new template has nothing that belongs to a file', () => {
    expect(Object.keys(toCreate(ours))).not.toEqual(expect.arrayContaining(['Id']))
    expect(toCreate(ours)).not.toHaveProperty('$Meta')
  })

  test('for a new version keeps the ids of template, parameters and packages, the feed, and properties of others', () => {
    const [first] = ours.Parameters
    const theirs = onServer(noted(older), {
      Parameters: [{ ...first!, Id: 'their-id' }],
      Packages: [{ ...ours.Packages![0]!, Id: 'their-package', FeedId: 'Feeds-9' }],
      Properties: { ...older.Properties, 'Octopus.Action.EnabledFeatures': 'x' },
      Links: { Self: 'x' },
    })
    const sent = toUpdate(ours, theirs)
    expect(sent).toMatchObject({
      Id: 'ActionTemplates-7',
      Version: 3,
      Packages: [{ Id: 'their-package', FeedId: 'Feeds-9' }],
    })
    expect(sent.Parameters[0]?.Id).toBe('their-id')
    expect(sent.Parameters[1]?.Id).toBe(ours.Parameters[1]?.Id)
    expect(sent.Properties).toMatchObject({ 'Octopus.Action.EnabledFeatures': 'x', [body]: ours.Properties[body] })
  })
})

test('templates are chosen by file or by name, and a wrong name is told with the right one', () => {
  const named = (...names: string[]) => chosen(files, names).map(({ file }) => file)
  expect(named()).toHaveLength(files.length)
  expect(named('warm-up', 'Blue-Green - Status')).toEqual(['blue-green-status.json', 'blue-green-warm-up.json'])
  expect(() => named('warmup')).toThrow('Did you mean "warm-up"')
})
