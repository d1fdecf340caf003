import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { arrRewrite } from '../../src/routing/arr-rewrite.js'
import { frontWebConfig, withPort } from '../../src/routing/front-web-config.js'
import { temporaryFolder } from '../machine/temporary-folder.js'
import { asNobody } from './as-nobody.js'

const made = frontWebConfig({ mostBodyBytes: 1_000, portHeader: true, forwardsScheme: false }, undefined)

async function front(text = made) {
  const folder = await temporaryFolder()
  const file = join(folder, 'web.config')
  await writeFile(file, text)
  return { folder, file, router: arrRewrite(folder) }
}

test('the port is in the file, and no port before the first release', async () => {
  const { file, router } = await front()
  expect(await router.livePort()).toBeUndefined()
  await router.makeLive(18082)
  expect(await router.livePort()).toBe(18082)
  expect(await readFile(file, 'utf8')).toBe(withPort(made, 18082))
  await router.makeLive(undefined)
  expect(await readFile(file, 'utf8')).toBe(made)
})

test('the same again does not write the file', async () => {
  const { file, router } = await front()
  await router.makeLive(18082)
  const { ino, mtimeMs } = await stat(file)
  await router.makeLive(18082)
  expect(await stat(file)).toMatchObject({ ino, mtimeMs })
})

test('readers see the old port or the new one, and never a part; nothing else is left in the folder', async () => {
  const { folder, file, router } = await front()
  let switching = true
  const seen = new Set<string>()
  const read = async () => {
    while (switching) seen.add(await readFile(file, 'utf8'))
  }
  const reading = [read(), read()]
  for (let i = 0; i < 60; i++) await router.makeLive(i % 2 ? 18081 : 18082)
  switching = false
  await Promise.all(reading)
  const whole = [undefined, 18081, 18082].map((port) => withPort(made, port))
  expect([...seen].filter((text) => !whole.includes(text))).toEqual([])
  expect(await readdir(folder)).toEqual(['web.config'])
})

test('a rule that was changed by hand is refused, and the file stays as it is', async () => {
  const changed = made.replace('name="BlueGreen"', 'name="Mine"')
  const { file, router } = await front(changed)
  for (const call of [() => router.livePort(), () => router.makeLive(18082)])
    await expect(call()).rejects.toMatchObject({
      name: 'RouterChangedByHand',
      happened: `${file} has no rule "BlueGreen" that names a port.`,
      untouched: 'The router was not touched.',
    })
  expect(await readFile(file, 'utf8')).toBe(changed)
})

test('a file that is missing, or may not be written, is a failure with a way out', async () => {
  const { folder, file, router } = await front()
  await chmod(folder, 0o755)
  await expect(asNobody(() => router.makeLive(18082))).rejects.toMatchObject({
    name: 'RouterFileFailed',
    happened: `${file} cannot be replaced (EACCES).`,
    untouched: 'The router points where it did.',
  })
  expect(await readFile(file, 'utf8')).toBe(made)
  expect(await readdir(folder)).toEqual(['web.config'])
  await rm(file)
  await expect(router.livePort()).rejects.toMatchObject({ happened: `${file} cannot be read (ENOENT).` })
})
