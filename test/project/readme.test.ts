import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { variables } from '../../src/process/chain.js'
import { filesBelow, read, root } from './project-files.js'

const scripts = JSON.parse(read('package.json')).scripts as Record<string, string>

/** The shell lines of a page, without those that follow an example's options. */
const shellLines = (page: string): string[] =>
  [...read(page).matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, lines]) => (lines ?? '').trim().split('\n'))

test('the README has two lines to run: the main job, and the tests', () => {
  expect(shellLines('README.md')).toEqual(['npm ci && npm run rehearse', 'npm ci && npm run verify'])
})

test('every script that a page names is there', () => {
  const named = ['README.md', 'CONTRIBUTING.md', ...filesBelow('docs').filter((file) => file.endsWith('.md'))].flatMap(
    (page) => [...read(page).matchAll(/npm run ([a-z-]+)/g)].map(([, script]) => script ?? ''),
  )
  expect(named.filter((script) => scripts[script] === undefined)).toEqual([])
})

test('.ci/run runs exactly the test line, and so does the workflow', () => {
  const lines = read('.ci/run')
    .split('\n')
    .filter((line) => line.startsWith('npm '))
  expect(lines).toEqual(['npm ci && npm run verify'])
  expect(() => accessSync(path.join(root, '.ci/run'), constants.X_OK)).not.toThrow()
  expect(read('.github/workflows/ci.yml').match(/- run: .*/g)).toEqual(['- run: .ci/run'])
})

test('every variable that the steps take their defaults from is explained, and no other', () => {
  const known = new Set(Object.keys(variables))
  for (const file of filesBelow('step-templates'))
    for (const [, variable] of read(file).matchAll(/#\{(BlueGreen\.[A-Za-z]+)\}/g)) known.add(variable ?? '')
  const pages = [read('README.md'), read('docs/getting-started.md'), read('docs/troubleshooting.md')].join('\n')
  const explained = new Set([...pages.matchAll(/BlueGreen\.[A-Za-z]+/g)].map(([variable]) => variable))
  expect([...explained].filter((variable) => !known.has(variable))).toEqual([])
  const needed = Object.entries(variables).filter(([, by]) => by !== 'optional')
  expect(
    needed.map(([variable]) => variable).filter((variable) => !read('README.md').includes(`\`${variable}\``)),
  ).toEqual([])
})

test('every template of the steps can be found in the guide to the first deployment', () => {
  const guide = read('docs/getting-started.md')
  const powerShell = filesBelow('step-templates').filter((file) => !file.endsWith('-bash.json'))
  expect(powerShell.filter((file) => !guide.includes(`(../${file})`))).toEqual([])
})
