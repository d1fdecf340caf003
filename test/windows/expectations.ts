import { expect } from 'vitest'
import type { ActionResult } from '../../src/simulators/tentacle/tentacle.js'
import type { WindowsMachine } from './windows-machine.js'

/** Octopus reads output in the machine's code page: only what is the same in all of them arrives. */
export function expectAscii(machine: WindowsMachine): void {
  const bytes = Buffer.concat(machine.written)
  expect(bytes.length).toBeGreaterThan(0)
  expect([...new Set(bytes.filter((byte) => byte > 0x7e || (byte < 0x20 && byte !== 0x0a && byte !== 0x09)))]).toEqual(
    [],
  )
}

/** Programs as the log of a step names them: `appcmd list site /config /xml`. */
export const startedPrograms = (...results: readonly ActionResult[]): string[] =>
  results
    .flatMap(({ log }) => log)
    .flatMap(({ text }) => {
      const started = /^C:\\windows\\System32\\(?:.*\\)?(\w+)\.exe (.*): exit code \d+, \d+ ms$/i.exec(text)
      return started ? [`${started[1]} ${started[2]}`] : []
    })

/** Each program that steps started asked the simulator, once: none was a silent stub of Wine. */
export function expectSimulatedPrograms(machine: WindowsMachine, results: readonly ActionResult[]): void {
  const byProgram = (names: readonly string[]) =>
    Object.fromEntries([...new Set(names)].sort().map((name) => [name, names.filter((other) => other === name).length]))
  const started = byProgram(startedPrograms(...results).map((line) => line.split(' ')[0] ?? ''))
  expect(Object.keys(started)).toEqual(['appcmd', 'icacls', 'netsh', 'netstat', 'typeperf'])
  expect(started).toEqual(byProgram(machine.host.transcript().map(({ program }) => program)))
}
