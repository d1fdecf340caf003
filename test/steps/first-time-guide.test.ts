import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ActionResult } from '../../src/simulators/tentacle/tentacle.js'
import { wordsOf } from '../../src/transcripts/command-words.js'
import { plainSite } from './fixtures/plain-site.js'
import { logOf, MachineUnderTest } from './machine-under-test.js'
import { ask } from './polling-client.js'

/** docs/first-time-on-your-server.md, followed to the letter on a simulated machine. */
const guideFile = path.resolve(import.meta.dirname, '../../docs/first-time-on-your-server.md')

let machine: MachineUnderTest
beforeEach(async () => {
  machine = await MachineUnderTest.start({ newBindingMs: 60 })
})
afterEach(() => machine.dispose())

/** The names of the guide for those of this machine. */
const asInGuide = (text: string): string =>
  text
    .replaceAll(machine.root, 'D:/BlueGreen')
    .replace(/D:\/BlueGreen[^\s"]*/g, (file) => file.replaceAll('/', '\\'))
    .replaceAll(`127.0.0.1:${machine.frontPort}:`, '*:80:')
    .replaceAll(String(machine.ports[0]), '18081')
    .replaceAll(String(machine.ports[1]), '18082')

const hereFor = (text: string): string =>
  text.replaceAll('18081', String(machine.ports[0])).replaceAll('18082', String(machine.ports[1]))

type Block = { readonly language: string; readonly lines: readonly string[] }

const blocksIn = (section: string): Block[] =>
  [...section.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map(([, language = '', text = '']) => ({
    language,
    lines: text.trim().split('\n'),
  }))

test('the guide to the first time on a server tells every change of every step, and its ways back work', async () => {
  await plainSite(machine, { name: 'Company Site', pool: 'Company Site' })
  const guide = await readFile(guideFile, 'utf8')
  const sections = guide
    .split(/^## /m)
    .slice(1)
    .map((section) => blocksIn(section))
  const [check = [], prepare = [], deploy = [], change = [], goBack = [], undo = []] = sections
  expect(sections.map((blocks) => blocks.length)).toEqual([2, 2, 1, 2, 2, 2])

  const transcript = () => machine.host.transcript()
  let from = transcript().length
  /** What was changed since the last call, in the guide's names. */
  const changes = (): string[][] => {
    const calls = transcript().slice(from)
    from = transcript().length
    return calls
      .filter(({ program, args }) => (program === 'appcmd' ? args[0] !== 'list' : program === 'icacls'))
      .map(({ program, args }) => [program, ...args].map(asInGuide))
  }
  const commandsOf = ({ lines }: Block): string[][] => lines.map(wordsOf)
  const byHand = async ({ language, lines }: Block) => {
    expect(language).toBe('powershell')
    for (const line of lines) await machine.appcmd(...wordsOf(hereFor(line)).slice(1))
    from = transcript().length
  }
  const said = (result: ActionResult) => asInGuide(logOf(result))
  const adopting = { 'BG.Adopt': 'Company Site', 'BG.FrontBindings': '' }
  const deployment = machine.deployment('1.0.0')
  const before = { sites: await machine.appcmd('list', 'site'), pools: await machine.appcmd('list', 'apppool') }
  from = transcript().length

  expect(check[0]).toEqual({ language: 'powershell', lines: ['appcmd add backup before-blue-green'] })
  const whatIf = await deployment.succeed('prepare-router', { ...adopting, 'BG.WhatIf': 'True' })
  expect(said(whatIf).match(/What if: .*/g)).toEqual(check[1]?.lines)
  expect(changes()).toEqual([])

  const prepared = await deployment.succeed('prepare-router', adopting)
  expect(changes()).toEqual(commandsOf(prepare[0] as Block))
  expect(said(prepared)).toContain(prepare[1]?.lines[0])

  await deployment.succeed('calculate-port')
  expect(changes()).toEqual([])
  await deployment.deploy(await machine.package('1.0.0'), { 'BG.ModelSite': '' })
  expect(changes()).toEqual(commandsOf(deploy[0] as Block))
  await deployment.warmUp()
  expect(changes()).toEqual([])

  await deployment.switch()
  expect(changes()).toEqual(commandsOf(change[0] as Block))
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0' })
  await deployment.succeed('delete-previous')
  expect(changes()).toEqual(commandsOf(change[1] as Block))

  await byHand(goBack[0] as Block)
  await deployment.switch({
    ...{ 'BG.Port': String(machine.ports[0]), 'BG.Slot': 'Company Site', 'BG.ReleaseHeader': '' },
  })
  expect(changes()).toEqual(commandsOf(goBack[1] as Block))
  expect(await ask(machine.frontPort)).toMatchObject({ release: '0.9.0' })

  await deployment.succeed('prepare-router', { ...adopting, 'BG.AdoptUndo': 'True' })
  expect(changes()).toEqual(commandsOf(undo[0] as Block))
  await byHand(undo[1] as Block)

  const after = { sites: await machine.appcmd('list', 'site'), pools: await machine.appcmd('list', 'apppool') }
  expect(after).toEqual(before)
  expect(await machine.appcmd('list', 'config', '-section:system.webServer/proxy', '/text:enabled')).toBe('false\r\n')
  expect(await ask(machine.frontPort)).toMatchObject({ release: '0.9.0' })
}, 240_000)
