import path from 'node:path'
import { expect, test } from 'vitest'
import { pointsLine, readPointCounts } from '../../src/verify/point-counts.js'
import { temporaryFolder, writeFiles } from '../machine/temporary-folder.js'

test('what several test files have counted is added up, each kind on a line', async () => {
  const folder = await temporaryFolder()
  const counts = [
    { what: 'kill points', held: 50, of: 51 },
    { what: 'failure points', held: 7, of: 7 },
    { what: 'kill points', held: 9, of: 9 },
  ]
  for (const [index, count] of counts.entries())
    await writeFiles(path.join(folder, `${index}.test.ts`), { 'points-1.json': JSON.stringify(count) })
  expect((await readPointCounts(folder)).map(pointsLine)).toEqual([
    'failure points: 7 of 7 held',
    'kill points: 59 of 60 held',
  ])
})
