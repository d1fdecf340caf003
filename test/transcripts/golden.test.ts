import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { differences } from '../../src/transcripts/differences.js'
import { parseTranscript } from '../../src/transcripts/transcript-text.js'
import { comparedRehearsals, goldenFile } from '../../src/verify/windows/rehearsals.js'
import { buildCommandLine, startRehearsal } from '../rehearsal/fixtures/run-rehearsal.js'

const root = path.resolve(import.meta.dirname, '../..')
const read = (file: string) => parseTranscript(readFileSync(path.resolve(root, file), 'utf8'))

let commandLine: Awaited<ReturnType<typeof buildCommandLine>>
beforeAll(async () => {
  commandLine = await buildCommandLine()
})
afterAll(() => commandLine.remove())

describe.concurrent('a rehearsal on the simulated machine', { timeout: 300_000 }, () => {
  test.for(comparedRehearsals)(
    'runs the commands of the golden transcript $name, and gets its answers',
    async ({ name, args }, context) => {
      const rehearsal = await startRehearsal(context, commandLine.file, ...args, '--transcript', 'found.txt')
      const { code } = await rehearsal.end
      // Whether a busy machine loses a request is not what is asked here.
      expect([0, 1], rehearsal.printed()).toContain(code)
      const found = path.join(rehearsal.out, '..', 'found.txt')
      expect(differences(read(goldenFile(name)), read(found))).toEqual([])
      // As the workflow compares them.
      const compared = await execa(
        process.execPath,
        [commandLine.file, 'compare-transcripts', path.join(root, goldenFile(name)), found],
        { reject: false },
      )
      expect(compared).toMatchObject({ exitCode: 0, stdout: 'The commands and their answers are the same.' })
    },
  )
})

test('there is a golden transcript for each compared rehearsal, and no other', () => {
  const files = readdirSync(path.join(root, 'test/transcripts/golden')).sort()
  expect(files).toEqual(comparedRehearsals.map(({ name }) => `${name}.txt`).sort())
})

test('a golden transcript holds no value of the machine that made it', () => {
  for (const { name } of comparedRehearsals) {
    const text = readFileSync(path.join(root, goldenFile(name)), 'utf8')
    expect(text).not.toMatch(/\/tmp\/|\boctopus-blue-green-\w{6}\b|WP\.NAME="\d|SITE\.ID="\d|:\d{5}:/)
    expect(text.split('\n').length).toBeLessThan(1_500)
  }
})
