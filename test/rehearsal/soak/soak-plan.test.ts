import { expect, test } from 'vitest'
import { soakBlocks, soakTransfers } from '../../../src/rehearsal/soak/soak-plan.js'

test('every switch is made once, in order, and there is as long without one', () => {
  for (const switches of [1, 4, 5, 12, 100]) {
    const blocks = soakBlocks(switches)
    const numbers = blocks.flatMap((block) => (block.kind === 'switching' ? block.numbers : []))
    expect(numbers).toEqual(Array.from({ length: switches }, (_, index) => index + 1))
    const quiet = blocks.reduce((sum, block) => sum + (block.kind === 'quiet' ? block.insteadOf : 0), 0)
    expect(quiet).toBe(switches)
  }
})

test('which comes first changes from pair to pair', () => {
  const kinds = soakBlocks(20).map(({ kind }) => kind)
  const [quiet, switching] = ['quiet', 'switching']
  expect(kinds).toEqual([quiet, switching, switching, quiet, quiet, switching, switching, quiet])
})

test('a hundred switches have downloads of 45 s and uploads of 40 MB, a few have short ones of every kind', () => {
  const [download, upload, ...others] = soakTransfers(100)
  expect(download).toMatchObject({ kind: 'download', seconds: 45 })
  expect(upload).toMatchObject({ kind: 'upload', bytes: 40_000_000 })
  expect(others.map(({ kind }) => kind)).toEqual(['events', 'websocket'])
  for (const { seconds } of soakTransfers(2)) expect(seconds).toBeLessThanOrEqual(3)
})
