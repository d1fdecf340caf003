import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { removeFile, removeTemporaries, replaceFile } from '../../src/machine/replace-file.js'
import { temporaryFolder, writeFiles } from './temporary-folder.js'

test('makes a file, replaces it, and leaves nothing else', async () => {
  const folder = await temporaryFolder()
  const file = join(folder, 'web.config')
  await replaceFile(file, 'one')
  await replaceFile(file, Buffer.from('two'))
  expect(await readFile(file, 'utf8')).toBe('two')
  expect(await readdir(folder)).toEqual(['web.config'])
})

test('a reader never sees a part', async () => {
  const file = join(await temporaryFolder(), 'web.config')
  const contents = ['a', 'b'].map((letter) => letter.repeat(200_000))
  await replaceFile(file, contents[0] ?? '')
  let writing = true
  const write = async () => {
    for (let i = 0; i < 60; i++) await replaceFile(file, contents[i % 2] ?? '')
    writing = false
  }
  const seen = new Set<string>()
  const read = async () => {
    while (writing) seen.add(await readFile(file, 'utf8'))
  }
  await Promise.all([write(), read(), read()])
  expect([...seen].every((text) => contents.includes(text))).toBe(true)
})

test.skipIf(process.platform === 'win32')('keeps the permissions of the file, or sets those it is told', async () => {
  const file = join(await temporaryFolder(), 'x')
  const mode = async () => (await stat(file)).mode & 0o777
  await replaceFile(file, 'x')
  expect(await mode()).toBe(0o644)
  await chmod(file, 0o606)
  await replaceFile(file, 'y')
  expect(await mode()).toBe(0o606)
  await replaceFile(file, 'z', { mode: 0o600 })
  expect(await mode()).toBe(0o600)
})

test('a failure leaves the old file and no other', async () => {
  const folder = await temporaryFolder()
  await writeFiles(folder, { 'busy/keep': 'kept' })
  await expect(replaceFile(join(folder, 'busy'), 'x')).rejects.toThrow()
  await expect(replaceFile(join(folder, 'missing/x'), 'x')).rejects.toThrow('ENOENT')
  expect(await readdir(folder)).toEqual(['busy'])
  expect(await readFile(join(folder, 'busy/keep'), 'utf8')).toBe('kept')
})

test('a file is removed, and a second time there is nothing to do', async () => {
  const folder = await temporaryFolder()
  await writeFiles(folder, { 'green.flag': '', other: '' })
  await removeFile(join(folder, 'green.flag'))
  await removeFile(join(folder, 'green.flag'))
  expect(await readdir(folder)).toEqual(['other'])
  await expect(removeFile(folder)).rejects.toThrow()
})

test('the temporary file of a writer that was killed is known by its name', async () => {
  const folder = await temporaryFolder()
  const dead = spawn(process.execPath, ['-e', '0'])
  await once(dead, 'exit')
  let written = false
  const writing = replaceFile(join(folder, 'large'), Buffer.alloc(64 * 1024 * 1024)).then(() => {
    written = true
  })
  let name: string | undefined
  while (name === undefined && !written) name = (await readdir(folder)).find((each) => each !== 'large')
  await writing
  const left = join(folder, (name ?? '').replace(String(process.pid), String(dead.pid)))
  await writeFile(left, 'half')
  await removeTemporaries(folder)
  expect(await readdir(folder)).toEqual(['large'])
})

test('what killed writers left is removed, what living ones write and other files stay', async () => {
  const folder = await temporaryFolder()
  const dead = spawn(process.execPath, ['-e', '0'])
  await once(dead, 'exit')
  const temporary = (pid: number | undefined) => join(folder, `.web.config.${pid}.0123abcd.blue-green-tmp`)
  // As earlier versions have called theirs.
  const earlier = join(folder, `web.config.${dead.pid}.0123abcd.blue-green-tmp`)
  await writeFiles(folder, { 'web.config': '', 'notes.blue-green-tmp': '', 'web.config.1.tmp': '' })
  await writeFile(temporary(dead.pid), 'half')
  await writeFile(earlier, 'half')
  await writeFile(temporary(process.pid), 'in work')
  await removeTemporaries(folder)
  expect((await readdir(folder)).sort()).toEqual(
    [
      'notes.blue-green-tmp',
      'web.config',
      'web.config.1.tmp',
      `.web.config.${process.pid}.0123abcd.blue-green-tmp`,
    ].sort(),
  )
  await utimes(temporary(process.pid), 1, 1)
  await removeTemporaries(folder)
  expect(await readdir(folder)).not.toContain(`.web.config.${process.pid}.0123abcd.blue-green-tmp`)
  await removeTemporaries(join(folder, 'missing'))
})

test('of one file only its own remains are removed, by either name', async () => {
  const folder = await temporaryFolder()
  const rest = '.1.0123abcd.blue-green-tmp'
  const others = [`.b.conf${rest}`, `b.conf${rest}`, `a.config${rest}`]
  for (const name of [...others, `.a.conf${rest}`, `a.conf${rest}`]) await writeFile(join(folder, name), '')
  await removeTemporaries(folder, { of: 'a.conf', isMine: true })
  expect((await readdir(folder)).sort()).toEqual(others.sort())
})
