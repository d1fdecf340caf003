import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ConfigurationError } from '../../../src/simulators/arr/configuration-error.js'
import { defaultWebConfig } from '../../../src/simulators/arr/web-config.js'
import { WebConfigFiles } from '../../../src/simulators/arr/web-config-files.js'
import { pointingTo } from './front.js'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'arr-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

test('every change in place is seen, also of the same size within one tick of the clock', () => {
  const path = folder()
  const files = new WebConfigFiles()
  for (let port = 10_000; port < 10_200; port++) {
    writeFileSync(join(path, 'web.config'), pointingTo(port))
    expect(files.read(path)).toMatchObject({ customHeaders: [{ value: String(port) }] })
  }
})

test('no file means defaults, an unreadable one is an error', () => {
  const path = folder()
  const files = new WebConfigFiles()
  expect(files.read(path)).toBe(defaultWebConfig)
  mkdirSync(join(path, 'web.config'))
  expect(files.read(path)).toBeInstanceOf(ConfigurationError)
})
