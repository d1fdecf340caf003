import { existsSync, statSync } from 'node:fs'
import { access, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { moveTree } from '../../src/machine/move-tree.js'
import { StepFailed } from '../../src/octopus/step-failed.js'
import { logLines } from './log-lines.js'
import { temporaryFolder, writeFiles } from './temporary-folder.js'

const otherVolume = '/dev/shm'
const twoVolumes = existsSync(otherVolume) && statSync(otherVolume).dev !== statSync(tmpdir()).dev
const options = { limitMs: 1_000, log: logLines() }

test('moves a folder and a file, making the folder above', async () => {
  const folder = await temporaryFolder()
  await writeFiles(folder, { 'a/x/y': 'y', file: 'f' })
  await moveTree(join(folder, 'a'), join(folder, 'new/b'), options)
  await moveTree(join(folder, 'file'), join(folder, 'new/file'), options)
  expect(await readFile(join(folder, 'new/b/x/y'), 'utf8')).toBe('y')
  expect(await readdir(folder)).toEqual(['new'])
})

test('does not touch what is there already', async () => {
  const folder = await temporaryFolder()
  await writeFiles(folder, { 'a/x': 'from', 'b/x': 'to' })
  await expect(moveTree(join(folder, 'a'), join(folder, 'b'), options)).rejects.toThrow(StepFailed)
  expect(await readFile(join(folder, 'a/x'), 'utf8')).toBe('from')
  expect(await readFile(join(folder, 'b/x'), 'utf8')).toBe('to')
})

test.skipIf(!twoVolumes)('moves to another volume, also after a move that was killed half way', async () => {
  const from = await temporaryFolder()
  const to = await temporaryFolder(otherVolume)
  await writeFiles(from, { 'a/x/y': 'y', 'a/z': 'z' })
  await writeFiles(to, { 'b.unfinished/x/y': 'ha' })
  await moveTree(join(from, 'a'), join(to, 'b'), options)
  expect(await readFile(join(to, 'b/x/y'), 'utf8')).toBe('y')
  expect(await readdir(to)).toEqual(['b'])
  await expect(access(join(from, 'a'))).rejects.toThrow('ENOENT')
})
