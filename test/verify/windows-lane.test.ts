import { expect, test } from 'vitest'
import { readPointCounts } from '../../src/verify/point-counts.js'
import { readWindowsCounts, windowsLine } from '../../src/verify/windows-lane.js'
import { temporaryFolder, writeFiles } from '../machine/temporary-folder.js'

test('the Windows lane is one line with versions, requests and what was lost, beside the points of other tests', async () => {
  const folder = await temporaryFolder()
  const files = {
    'a.test.ts/windows-1.json': { node: '22.2.0', wine: '8.0', requests: 1_000, lost: 0 },
    'a.test.ts/windows-2.json': { node: '20.1.0', wine: '8.0', requests: 500, lost: 1 },
    'b.test.ts/windows-1.json': { node: '20.1.0', wine: '8.0', requests: 100, lost: 0 },
    'c.test.ts/points-1.json': { what: 'kill points', held: 1, of: 1 },
  }
  const texts = Object.entries(files).map(([name, count]) => [name, JSON.stringify(count)])
  await writeFiles(folder, Object.fromEntries(texts))

  const line = windowsLine(await readWindowsCounts(folder), undefined)
  expect(line).toBe('Windows lane: Node 20.1.0, Node 22.2.0 under Wine 8.0: 1600 requests, 1 lost')
  expect(await readPointCounts(folder)).toEqual([{ what: 'kill points', held: 1, of: 1 }])
})

test('a lane that was left out, or counted nothing, says so', () => {
  expect(windowsLine([], 'this machine lacks wine64')).toBe('Windows lane: left out, because this machine lacks wine64')
  expect(windowsLine([], undefined)).toContain('nothing was counted')
})
