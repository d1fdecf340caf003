import { mkdtemp, rm } from 'node:fs/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { type NodeVersion, nodePackages } from '../../src/simulators/windows/node-packages.js'
import { holdOpenProgram } from './hold-open.js'
import { runBundled } from './run-bundled.js'
import type { LockedFiles } from './scripts/locked-files.js'
import { scanMs, shareModes } from './scripts/share-modes.js'
import { onWindows } from './windows-lane.js'

const versions: readonly NodeVersion[] = [20, 22]
const tellsHow = 'told by Resource Monitor (resmon.exe, CPU, Associated Handles) and by handle.exe of Sysinternals'

onWindows('files that another process has open', (windows) => {
  const seenBy = new Map<NodeVersion, LockedFiles>()
  async function runScript(): Promise<void> {
    const folder = await mkdtemp(`${windows().drives['C:']}/bundle-`)
    const args = [holdOpenProgram(windows())]
    const run = (node: NodeVersion) =>
      runBundled<LockedFiles>(windows(), node, { script: 'locked-files.ts', folder, args })
    try {
      await Promise.all(versions.map(async (node) => seenBy.set(node, await run(node))))
    } finally {
      await rm(folder, { recursive: true })
    }
  }
  // Not before all: where the machine goes away meanwhile, it is run on the next one.
  beforeEach(async () => {
    if (seenBy.size < versions.length) await runScript()
  }, 120_000)

  describe.each(versions.map((node) => [nodePackages[node].version, node] as const))('Node %s', (_, node) => {
    const seen = <Name extends keyof LockedFiles>(name: Name): LockedFiles[Name] => {
      const all = seenBy.get(node)
      if (!all) throw new Error('The script has not run.')
      return all[name]
    }

    test('a file that is open for reading or writing, in any share mode, is replaced as soon as it is closed', () => {
      const replaced = seen('replacedSoon')
      expect(replaced.map(({ access, share }) => `${access} ${share}`)).toEqual(
        ['r', 'w'].flatMap((access) => shareModes.map((share) => `${access} ${share}`)),
      )
      for (const one of replaced) {
        expect(one).toMatchObject({ content: 'new', left: ['web.config'] })
        expect(one).not.toHaveProperty('failed')
        expect(one.afterMs).toBeGreaterThan(500)
        expect(one.afterMs).toBeLessThan(8_000)
      }
    })

    test('one that stays open is not replaced: it is named after 10 s, its old content is whole, and nothing is left beside it', () => {
      const { file, failed, told, during, left } = seen('notReplaced')
      expect(failed).toMatchObject({ code: 'EPERM', path: file })
      expect(failed?.triedMs).toBeGreaterThanOrEqual(10_000)
      expect(told).toContain(
        `${file} (rename EPERM), tried for 10 s: another program keeps it open, or access is denied.`,
      )
      expect(told).toContain(tellsHow)
      expect({ during, left }).toEqual({ during: 'old', left: ['web.config'] })
    })

    test('while a virus scanner keeps a file to itself for 3 s, it is waited: a package is read and copied, marker, journal and claim', () => {
      const scanned = seen('scanned')
      for (const [name, one] of Object.entries(scanned)) {
        expect(one, name).not.toHaveProperty('failed')
        expect(one.afterMs, name).toBeGreaterThan(scanMs - 500)
        expect(one.afterMs, name).toBeLessThan(scanMs + 6_000)
      }
    })

    test('a deletion says at its limit every file that is left, in each share mode, and the next one finishes it', () => {
      const { slot, failed, log, left, again, gone } = seen('leftOver')
      const held = shareModes.map((share) => `bin\\held ${share}.dll`)
      expect(failed?.name).toBe('DeleteUnfinished')
      expect(failed?.message).toContain(`${slot} could not be deleted within 1000 ms; what is left: bin\\held`)
      // Those that may be deleted while they are open lose their name at once, or with the last handle.
      for (const share of shareModes.filter((one) => !one.includes('d')))
        expect(failed?.message).toContain(`bin\\held ${share}.dll (EBUSY)`)
      for (const name of left.filter((one) => one.includes('.'))) expect(failed?.message).toContain(`${name} (`)
      expect(left.filter((name) => !held.includes(name))).toEqual(['bin'])
      expect(failed?.message).toContain(tellsHow)
      expect(log[0]).toMatch(
        /for at most 1 s more it is waited for what other programs have open: bin\\held .*\(EBUSY\)/,
      )
      expect({ again, gone }).toEqual({ again: {}, gone: true })
    })

    test('a deletion that meets a virus scanner says so, waits, and is whole', () => {
      const { failed, afterMs, log, gone } = seen('deletedAfterScan')
      expect({ failed, gone }).toEqual({ failed: undefined, gone: true })
      expect(afterMs).toBeGreaterThan(scanMs - 500)
      expect(log).toEqual([expect.stringContaining('bin\\app.dll (EBUSY)')])
    })

    test('a folder that a process has as its working folder is neither moved nor deleted, and it is named', () => {
      const { slot, moved, whole, deleted, innerFree, again, gone } = seen('workingFolder')
      expect(moved.failed).toMatchObject({ code: 'EBUSY', path: slot })
      expect(whole).toEqual(['logs', 'logs\\today.log', 'web.config'])
      expect(deleted.failed?.message).toContain('what is left: logs (EBUSY)')
      expect(innerFree.failed?.message).toContain('what is left: the folder itself (EBUSY)')
      expect(innerFree.failed?.message).toContain('or a console in that folder')
      expect({ again, gone }).toEqual({ again: {}, gone: true })
    })

    test('a folder that cannot be moved yet is waited for, and that is said', () => {
      const { failed, afterMs, log, left } = seen('movedAfterScan')
      expect(failed).toBeUndefined()
      expect(afterMs).toBeGreaterThan(scanMs - 500)
      expect(log).toEqual([
        expect.stringMatching(/^Waiting until .*\\slot can be moved, for at most 20 s: .* \(EBUSY\)\.$/),
      ])
      expect(left).toEqual(['slots', 'slots\\MyApp', 'slots\\MyApp\\web.config'])
    })

    test('NGINX’s flag goes at once while somebody reads it who lets it be deleted, and can be set again', () => {
      expect(seen('flag')).toEqual({ atOnce: 18_081, back: 18_082, left: ['green.flag'] })
    })

    test('NGINX’s flag that somebody keeps stays, and what was live is live', () => {
      const { flag, failed, during, after, left } = seen('flagKept')
      expect(failed?.name).toBe('RouterFileFailed')
      expect(failed?.message).toContain(
        `${flag} cannot be removed (EBUSY, tried for 10 s). The router points where it did.`,
      )
      expect({ during, after, left }).toEqual({ during: 18_082, after: 18_081, left: [] })
    })

    test('a health file that is read all the time is flipped, and each reader sees the old one or the new one', () => {
      const { longestMs, seen: readers, last, left } = seen('readAllTheTime')
      expect(longestMs).toBeLessThan(9_000)
      expect(readers).toHaveLength(2)
      for (const { texts, errors } of readers) {
        expect(errors).toEqual({})
        expect(Object.keys(texts).length).toBeGreaterThan(3)
        for (const text of Object.keys(texts)) expect(text).toMatch(/^(down\n|up\nturn \d*[13579]\n)$/)
      }
      expect(last).toEqual({ port: 18_081, isUp: false, turn: 0 })
      expect(left).toEqual(['18081', '18081\\up.html'])
    })

    test('paths of 500 characters are copied, replaced, hashed, moved and deleted', () => {
      const { length, ...rest } = seen('longPaths')
      expect(length).toBeGreaterThan(490)
      expect(rest).toEqual({ content: 'replaced', same: true, kept: 'replaced', gone: true })
    })
  })
})
