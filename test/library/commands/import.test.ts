import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { contentOf } from '../../../src/library/import/content.js'
import { toCreate, toUpdate } from '../../../src/library/import/to-send.js'
import { chosen, type StepTemplate, templateFiles } from '../../../src/library/step-template.js'
import { seededRandom } from '../../../src/simulators/iis/seeded-random.js'
import { createTemplate, current } from '../../../src/simulators/octopus-server/action-template.js'
import type { Fault } from '../../../src/simulators/octopus-server/faults.js'
import type { OctopusServer } from '../../../src/simulators/octopus-server/octopus-server.js'
import type { LoggedRequest } from '../../../src/simulators/octopus-server/request-log.js'
import { temporaryFolder } from '../../machine/temporary-folder.js'
import { root } from '../../project/project-files.js'
import { ask, runningServer, testKey } from '../../simulators/octopus-server/running-server.js'
import { inTerminal, run, start } from './command-line.js'

const files = templateFiles(root)
const two = ['status', 'warm-up']
const body = 'Octopus.Action.Script.ScriptBody'

const ofFile = (name: string) => chosen(files, [name])[0]?.template as StepTemplate
/** What an earlier version of this project brought. */
const earlier = (name: string): StepTemplate => ({
  ...ofFile(name),
  Properties: { ...ofFile(name).Properties, [body]: 'echo earlier' },
  Parameters: ofFile(name).Parameters.slice(0, 2),
})
const importEarlier = ({ store, defaultSpace }: OctopusServer, name: string) =>
  createTemplate(store, defaultSpace, toCreate(earlier(name)))

/** What people see in the library: contents, versions, which template has the logo. */
const library = ({ defaultSpace }: OctopusServer) =>
  [...defaultSpace.templates.values()].map((versions) => {
    const { Id, Version } = current(versions)
    return {
      Id,
      Version,
      logo: defaultSpace.logos.get(Id)?.length,
      content: contentOf(current(versions) as unknown as StepTemplate),
    }
  })

describe('import', () => {
  test('brings all templates into an empty library, with a logo of 200 x 200 points; the second time there is nothing to do', async () => {
    const server = await runningServer()
    const first = await run(['import', '--yes'], server)
    expect(first).toMatchObject({ exitCode: 0, stderr: '' })
    expect(library(server).map(({ content }) => content)).toEqual(files.map(({ template }) => contentOf(template)))
    const logo = server.defaultSpace.logos.get('ActionTemplates-1')
    expect([logo?.readUInt32BE(16), logo?.readUInt32BE(20)]).toEqual([200, 200])
    server.log.clear()
    const second = await run(['import', '--yes'], server)
    expect(second).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`Nothing to do: ${files.length} templates`),
    })
    expect(server.log.writes).toEqual([])
  })

  test('shows with --dry-run what it would do, ends with 3, and sends nothing that changes', async () => {
    const server = await runningServer()
    importEarlier(server, 'status')
    const { exitCode, stdout } = await run(['import', ...two, '--dry-run', '--json'], server)
    expect(exitCode).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({
      dryRun: true,
      exitCode: 3,
      templates: [
        {
          name: 'Blue-Green - Status',
          state: 'changed',
          id: 'ActionTemplates-1',
          version: 0,
          write: true,
          done: false,
        },
        { name: 'Blue-Green - Warm Up', state: 'new', write: true },
      ],
    })
    expect(server.log.writes).toEqual([])
  })

  test('stores a new version of a template that an import brought; ids of template and parameters stay', async () => {
    const server = await runningServer()
    const before = importEarlier(server, 'status')
    expect(await run(['import', 'status', '--yes'], server)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('version 0 -> 1'),
    })
    const [first, second] = server.defaultSpace.templates.get(before.Id) ?? []
    expect(second).toMatchObject({ Id: before.Id, Version: 1, Properties: ofFile('status').Properties })
    const ids = second?.Parameters.map(({ Id }) => Id) ?? []
    expect(ids.slice(0, 2)).toEqual(first?.Parameters.map(({ Id }) => Id))
    expect(new Set(ids).size).toBe(ofFile('status').Parameters.length)
  })

  test('leaves alone what people have changed, says so, does the rest, and ends with 4; --force overwrites it', async () => {
    const server = await runningServer()
    const { Id } = importEarlier(server, 'status')
    await ask(server, 'PUT', `Spaces-1/actiontemplates/${Id}`, {
      ...current(server.defaultSpace.templates.get(Id) ?? []),
      Description: 'Ask Bob first.',
    })
    const { exitCode, stdout } = await run(['import', ...two, '--yes'], server)
    expect(exitCode).toBe(4)
    expect(stdout).toContain('1 template left alone, because somebody has changed them in Octopus')
    expect(stdout).toMatch(
      /Blue-Green - Status +changed by somebody in Octopus +version 1 +description; script; parameters \+/,
    )
    expect(library(server)).toMatchObject([
      { Id, Version: 1, content: { description: 'Ask Bob first.' } },
      { content: { name: 'Blue-Green - Warm Up' } },
    ])
    expect(await run(['import', ...two, '--dry-run'], server)).toMatchObject({ exitCode: 4 })
    expect(await run(['import', 'status', '--yes', '--force'], server)).toMatchObject({ exitCode: 0 })
    expect(library(server)[0]).toMatchObject({ Version: 2, content: contentOf(ofFile('status')) })
  })

  test('leaves a logo alone that people have given a template', async () => {
    const server = await runningServer()
    await run(['import', 'status', '--yes'], server)
    server.defaultSpace.logos.set('ActionTemplates-1', Buffer.from('theirs'))
    expect(await run(['import', 'status', '--yes'], server)).toMatchObject({
      stdout: expect.stringContaining('Nothing to do'),
    })
    expect(server.defaultSpace.logos.get('ActionTemplates-1')?.toString()).toBe('theirs')
  })

  test('plans anew when somebody saves between its look and its writing', async () => {
    let someone: (() => void) | undefined
    const server = await runningServer({
      onRequest: ({ method, path }) => {
        if (method !== 'GET' || !path.endsWith('/actiontemplates/ActionTemplates-1')) return
        someone?.()
        someone = undefined
      },
    })
    const { Id } = importEarlier(server, 'status')
    someone = () => {
      const versions = server.defaultSpace.templates.get(Id) ?? []
      const theirs = current(versions)
      server.defaultSpace.templates.set(Id, [...versions, { ...theirs, Version: 1, Description: 'Ask Bob first.' }])
    }
    expect(await run(['import', 'status', '--yes'], server)).toMatchObject({ exitCode: 4 })
    expect(library(server)).toMatchObject([{ Version: 1, content: { description: 'Ask Bob first.' } }])
  })

  test('asks nobody when nobody is there', async () => {
    const server = await runningServer()
    expect(await run(['import'], server)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('give --yes, or --dry-run'),
    })
    expect(server.log.all).toEqual([])
  })

  test.each([
    ['y', 0, 1],
    ['n', 4, 0],
  ] as const)('asks in a terminal, and does what is answered: %s', async (answer, exitCode, templates) => {
    const server = await runningServer()
    const ended = await inTerminal(['import', 'status'], { url: server.url, answer })
    expect(ended).toMatchObject({ exitCode, shown: expect.stringContaining('Do this to 1 template? [y/N]') })
    expect(server.defaultSpace.templates.size).toBe(templates)
  })

  test('names the permission that is missing', async () => {
    const server = await runningServer()
    server.keys.add('API-READER', 'reader', ['ActionTemplateView'])
    const { exitCode, stderr } = await run(['import', 'status', '--yes'], {
      url: server.url,
      environment: { OCTOPUS_API_KEY: 'API-READER' },
    })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('lacks the permission ActionTemplateCreate')
  })
})

describe('import, whatever happens to it', () => {
  /** Kills the command at every request, before it takes effect or after, runs it again, and compares what came of it. */
  test('ends in the same state when it is killed at any request and run again', async () => {
    let at: ((request: LoggedRequest, done: boolean) => void) | undefined
    const never = new Promise<void>(() => {})
    const held = (done: boolean) => (request: LoggedRequest) => {
      at?.(request, done)
      return request.number === killAt && done === killDone && at ? never : undefined
    }
    let killAt = 0
    let killDone = false
    const fresh = async () => {
      const server = await runningServer({ onRequest: held(false), onDone: held(true) })
      importEarlier(server, 'status')
      return server
    }
    const straight = await fresh()
    expect(await run(['import', ...two, '--yes'], straight)).toMatchObject({ exitCode: 0 })
    const wanted = library(straight)
    const requests = straight.log.all.length
    expect(straight.log.writes).toHaveLength(4)
    // Reads are all alike: of those, one before the first write will do.
    const points = straight.log.all.flatMap(({ number, method }) => (method === 'GET' && number > 2 ? [] : [number]))
    for (killAt of points)
      for (killDone of [false, true]) {
        const server = await fresh()
        const started = start(['import', ...two, '--yes'], server)
        at = ({ number }, done) => {
          if (number === killAt && done === killDone) started.kill()
        }
        expect(await started.ended).toMatchObject({ exitCode: null })
        at = undefined
        expect(await run(['import', ...two, '--yes'], server)).toMatchObject({ exitCode: 0 })
        expect({ killAt, killDone, state: library(server) }).toEqual({ killAt, killDone, state: wanted })
      }
    expect(requests).toBeGreaterThan(points.length)
  }, 240_000)

  test.each([1, 2, 3])(
    'ends right, with nothing there twice, when a fifth of all requests go wrong (seed %i)',
    async (seed) => {
      const server = await runningServer()
      importEarlier(server, 'status')
      server.faults.rate({ percent: 20, random: seededRandom(seed) })
      expect(await run(['import', '--yes'], server)).toMatchObject({ exitCode: 0 })
      expect(server.log.all.some(({ fault }) => fault !== undefined)).toBe(true)
      const contents = library(server).map(({ content }) => content)
      expect(contents.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
        files.map(({ template }) => contentOf(template)).sort((a, b) => (a.name < b.name ? -1 : 1)),
      )
      expect(library(server).filter(({ Version }) => Version > 0)).toMatchObject([
        { content: { name: 'Blue-Green - Status' }, Version: 1 },
      ])
      server.faults.none()
      server.log.clear()
      expect(await run(['import', '--yes'], server)).toMatchObject({ exitCode: 0 })
      expect(server.log.writes).toEqual([])
    },
  )
})

test.each<Fault>(['dropped-after', 'gateway-timeout'])(
  'import stores each template once when every answer to that is lost (%s)',
  async (fault) => {
    const server = await runningServer()
    importEarlier(server, 'status')
    server.faults.when((method, path) => method !== 'GET' && !path.endsWith('/logo'), fault, 100)
    expect(await run(['import', ...two, '--yes'], server)).toMatchObject({ exitCode: 0 })
    expect(library(server)).toMatchObject([
      { Version: 1, content: { name: 'Blue-Green - Status' } },
      { Version: 0, content: { name: 'Blue-Green - Warm Up' } },
    ])
    expect(server.log.writes.filter(({ path }) => !path.endsWith('/logo'))).toHaveLength(2)
  },
)

describe('the key', () => {
  test('is in no output, error, argument list or file, whatever goes wrong', async () => {
    let arguments_ = ''
    let look: (() => void) | undefined
    const server = await runningServer({ onRequest: () => look?.() })
    const folder = await temporaryFolder()
    await writeFile(path.join(folder, 'key'), testKey)
    const tries: [string[], Record<string, string>][] = [
      [['import', 'status', '--yes'], {}],
      [['import', 'status', '--yes', '--json'], { OCTOPUS_API_KEY: `${testKey}X` }],
      [['import', '--yes', '--space', 'nowhere'], {}],
      [['import', '--yes', '--server', 'http://127.0.0.1:9', '--deadline', '1s'], {}],
      [['import', '--yes', '--api-key-file', path.join(folder, 'key')], { OCTOPUS_API_KEY: '' }],
      [['import', '--yes'], { OCTOPUS_API_KEY: '', OCTOPUS_ACCESS_TOKEN: testKey }],
    ]
    for (const [args, environment] of tries) {
      const started = start(args, { url: server.url, environment })
      look = () => {
        arguments_ += readFileSync(`/proc/${started.pid}/cmdline`, 'utf8')
      }
      const { stdout, stderr } = await started.ended
      expect(stdout + stderr).not.toBe('')
      expect(stdout + stderr).not.toContain(testKey)
    }
    expect(arguments_).toContain('import')
    expect(arguments_).not.toContain(testKey)
    const written = await run(['import', 'status', '--offline', path.join(folder, 'out')], server)
    expect(written.exitCode).toBe(0)
    for (const file of readdirSync(path.join(folder, 'out')))
      expect(readFileSync(path.join(folder, 'out', file), 'utf8')).not.toContain(testKey)
  })
})

describe('import --offline', () => {
  test('writes files that the server takes when they are pasted in; a later import knows them; twice is nothing to do', async () => {
    const folder = path.join(await temporaryFolder(), 'new')
    const first = await run(['import', 'status', '--offline', folder], {})
    expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('blue-green-status.json') })
    const server = await runningServer()
    const text = readFileSync(path.join(folder, 'blue-green-status.json'), 'utf8')
    const pasted = createTemplate(server.store, server.defaultSpace, JSON.parse(text))
    expect(pasted.Version).toBe(0)
    expect(await run(['import', 'status', '--dry-run'], server)).toMatchObject({
      stdout: expect.stringMatching(/Status +unchanged +version 0 +logo/),
    })
    expect(await run(['import', 'status', '--offline', folder], {})).toMatchObject({
      stdout: expect.stringContaining('Nothing to do'),
    })
  })

  test('overwrites no file that is something else', async () => {
    const folder = await temporaryFolder()
    await writeFile(path.join(folder, 'blue-green-status.json'), '{"Id":"mine"}')
    expect(await run(['import', ...two, '--offline', folder], {})).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('is not this template'),
    })
    expect(readdirSync(folder)).toEqual(['blue-green-status.json'])
  })
})

test('a template that is sent as a new version is the one of the file', () => {
  expect(contentOf(toUpdate(ofFile('status'), earlier('status')))).toEqual(contentOf(ofFile('status')))
})
