import { access, chmod, mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nginxFlag } from '../../src/routing/nginx-flag.js'
import { temporaryFolder } from '../machine/temporary-folder.js'
import { asNobody } from './as-nobody.js'

async function flagged() {
  const folder = await temporaryFolder()
  await chmod(folder, 0o755)
  const flag = join(folder, 'green.flag')
  return { folder, flag, router: nginxFlag(flag, [18081, 18082]) }
}

test('the file stands for the second port, its absence for the first', async () => {
  const { folder, flag, router } = await flagged()
  expect(await router.livePort()).toBe(18081)
  await router.makeLive(18082)
  expect(await router.livePort()).toBe(18082)
  expect(await readFile(flag, 'utf8')).toBe('New requests go to port 18082.\n')
  expect(await readdir(folder)).toEqual(['green.flag'])
  await router.makeLive(18081)
  expect(await readdir(folder)).toEqual([])
})

test('the same again changes nothing', async () => {
  const { folder, flag, router } = await flagged()
  await router.makeLive(18081)
  expect(await readdir(folder)).toEqual([])
  await router.makeLive(18082)
  const { ino, mtimeMs } = await stat(flag)
  await router.makeLive(18082)
  expect(await stat(flag)).toMatchObject({ ino, mtimeMs })
})

test('a port that NGINX does not know, or none, is refused', async () => {
  const { router } = await flagged()
  await expect(router.makeLive(18083)).rejects.toThrow('NGINX knows the ports 18081 and 18082 only, not 18083')
  await router.makeLive(18082)
  await expect(router.makeLive(undefined)).rejects.toThrow('not none')
  expect(await router.livePort()).toBe(18082)
})

test('a folder that may not be written or reached is a failure, and never taken for "no file"', async () => {
  const { folder, flag, router } = await flagged()
  await expect(asNobody(() => router.makeLive(18082))).rejects.toMatchObject({
    name: 'RouterFileFailed',
    happened: `${flag} cannot be made (EACCES).`,
    untouched: 'The router points where it did.',
  })
  await router.makeLive(18082)
  await expect(asNobody(() => router.makeLive(18081))).rejects.toThrow(`${flag} cannot be removed (EACCES).`)
  await access(flag)
  await chmod(folder, 0o700)
  await expect(asNobody(() => router.livePort())).rejects.toThrow(`${flag} cannot be looked for (EACCES).`)
  const missing = nginxFlag(join(folder, 'gone', 'green.flag'), [18081, 18082])
  await expect(missing.makeLive(18082)).rejects.toThrow('cannot be made (ENOENT)')
  await mkdir(join(folder, 'gone'))
  await missing.makeLive(18082)
  expect(await missing.livePort()).toBe(18082)
})
