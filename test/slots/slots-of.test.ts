import { mkdir, rename, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { slotsOf } from '../../src/slots/slots-of.js'
import { markerWith, temporaryApplication } from './fixtures/temporary-application.js'

test('a site is a slot only when the marker lists it and it serves the slot’s own folder', async () => {
  const app = await temporaryApplication()
  const at = (slot: string) => join(app.files.slots, slot)
  const marker = markerWith({
    good: { folder: at('good') },
    inside: { folder: at('inside') },
    gone: { folder: at('gone') },
    moved: { folder: at('moved') },
    swapped: { folder: at('swapped') },
    outside: { folder: join(app.root, 'Other', 'slots', 'x') },
    climbing: { folder: `${app.files.slots}/../../Other` },
    variable: { folder: at('variable') },
  })
  const { slots, strangers } = await slotsOf(app, marker, [
    { name: 'good', physicalPath: at('good') },
    { name: 'inside', physicalPath: join(at('inside'), 'wwwroot') },
    { name: 'moved', physicalPath: '/inetpub/wwwroot' },
    { name: 'swapped', physicalPath: at('good') },
    { name: 'outside', physicalPath: join(app.root, 'Other', 'slots', 'x') },
    { name: 'climbing', physicalPath: `${app.files.slots}/../../Other` },
    { name: 'variable', physicalPath: '%SystemDrive%/inetpub' },
    { name: 'MyApp-Admin-1.0.0', physicalPath: at('MyApp-Admin-1.0.0') },
    { name: 'toString', physicalPath: at('toString') },
  ])
  expect(slots.map(({ slot }) => slot)).toEqual(['good', 'inside'])
  expect(strangers.map(({ site }) => site.name)).toEqual(['moved', 'swapped', 'outside', 'climbing', 'variable'])
})

test('a site whose folder leads out through a link is a stranger', async () => {
  const app = await temporaryApplication()
  const folder = join(app.files.slots, 'a')
  const elsewhere = join(app.root, 'precious')
  await mkdir(app.files.slots)
  await mkdir(elsewhere)
  await symlink(elsewhere, folder)
  const { slots, strangers } = await slotsOf(app, markerWith({ a: { folder } }), [{ name: 'a', physicalPath: folder }])
  expect(slots).toEqual([])
  expect(strangers[0]?.why).toContain('link')
})

test('a link in place of the whole slots folder makes strangers, one above the application’s folder does not', async () => {
  const app = await temporaryApplication()
  const folder = join(app.files.slots, 'a')
  const marker = markerWith({ a: { folder } })
  const sites = [{ name: 'a', physicalPath: folder }]
  await mkdir(folder, { recursive: true })
  await rename(app.folder, join(app.root, 'real'))
  await symlink(join(app.root, 'real'), app.folder)
  expect((await slotsOf(app, marker, sites)).slots).toHaveLength(1)

  await rename(join(app.root, 'real', 'slots'), join(app.root, 'slots elsewhere'))
  await symlink(join(app.root, 'slots elsewhere'), join(app.root, 'real', 'slots'))
  expect((await slotsOf(app, marker, sites)).slots).toHaveLength(0)
})

test('a site that was taken in is a slot while it serves the recorded folder', async () => {
  const app = await temporaryApplication()
  const marker = markerWith({ old: { folder: '/octopus/apps/1.0', adoptedFolder: true } })
  const of = async (physicalPath: string) => (await slotsOf(app, marker, [{ name: 'old', physicalPath }])).slots.length
  expect(await of('/octopus/apps/1.0')).toBe(1)
  expect(await of('/octopus/apps/1.1')).toBe(0)
})
