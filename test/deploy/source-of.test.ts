import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mayRotate } from '../../src/deploy/rotation-setting.js'
import { sourceOf } from '../../src/deploy/source-of.js'
import { temporaryFolder, writeFiles } from '../machine/temporary-folder.js'

test('the content comes from the package or from the folder, of which one is given', async () => {
  const folder = await temporaryFolder()
  expect(await sourceOf(folder, undefined)).toBe(folder)
  expect(await sourceOf(undefined, folder)).toBe(folder)
  await expect(sourceOf(folder, folder)).rejects.toThrow('both are given; give one')
  await expect(sourceOf('', undefined)).rejects.toThrow('neither is given')
})

test('a folder that is not there, or is none, is said', async () => {
  const folder = await temporaryFolder()
  await writeFiles(folder, { file: 'x' })
  for (const name of ['file', 'gone'])
    await expect(sourceOf(undefined, join(folder, name))).rejects.toThrow(`${name} is no folder of this machine`)
})

test('a worker of ASP.NET Core may rotate unless the handler setting says otherwise, comments aside', async () => {
  const module = (setting: string) =>
    `<configuration><location path="."><system.webServer><aspNetCore processPath="dotnet"><handlerSettings>${setting}</handlerSettings></aspNetCore></system.webServer></location></configuration>`
  const good = '<handlerSetting name="disallowRotationOnConfigChange" value="true" />'
  for (const [content, rotates] of [
    ['<configuration />', false],
    [`<configuration><!-- ${module('')} --></configuration>`, false],
    [module(''), true],
    [module(good), false],
    [module("<handlerSetting\n value='True' name='disallowRotationOnConfigChange'></handlerSetting>"), false],
    [module(good.replace('true', 'false')), true],
    [module(`<!-- ${good} -->`), true],
    [module('<handlerSetting name="shutdownDelay" value="true" />'), true],
  ] as const) {
    const folder = await temporaryFolder()
    await writeFiles(folder, { 'web.config': content })
    expect(await mayRotate(folder), content).toBe(rotates)
  }
  expect(await mayRotate(await temporaryFolder())).toBe(false)
})
