import { expect, test } from 'vitest'
import { ReleasesByPort } from '../../../src/rehearsal/load/releases-by-port.js'

function faults(answers: [port: number, release: string][]): (string | undefined)[] {
  const releases = new ReleasesByPort()
  return answers.map(([port, release]) => releases.fault(port, release))
}

test('a switch, its stragglers and a port that is used again are consistent', () => {
  const answers: [number, string][] = [
    [1, 'a'],
    [2, 'b'],
    [1, 'a'],
    [2, 'b'],
    [2, 'b'],
    [1, 'c'],
    [1, 'c'],
    [2, 'b'],
  ]
  expect(faults(answers)).toEqual(answers.map(() => undefined))
})

test('a port that changes its release by itself is not', () => {
  const [, , fault, after] = faults([
    [1, 'a'],
    [1, 'a'],
    [1, 'b'],
    [1, 'b'],
  ])
  expect(fault).toBe('port 1 answered as a, now as b, and no other port in between')
  expect(after).toBeUndefined()
})
