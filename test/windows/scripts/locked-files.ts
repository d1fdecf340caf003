import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { copyTree } from '../../../src/machine/copy-tree.js'
import { deleteTree } from '../../../src/machine/delete-tree.js'
import { hashTree } from '../../../src/machine/hash-tree.js'
import type { Log } from '../../../src/machine/log.js'
import { moveTree } from '../../../src/machine/move-tree.js'
import { paths } from '../../../src/machine/paths.js'
import { replaceFile } from '../../../src/machine/replace-file.js'
import { FileFailed } from '../../../src/octopus/file-failed.js'
import { readHealth, writeHealth } from '../../../src/routing/health-file.js'
import { nginxFlag } from '../../../src/routing/nginx-flag.js'
import { appendJournal } from '../../../src/slots/append-journal.js'
import { applicationAt } from '../../../src/slots/application.js'
import { readIfThere } from '../../../src/slots/read-if-there.js'
import { holding, toldBy, whileHeld } from './holding.js'
import { type Read, reading, readUntilTold } from './reading.js'
import { scanMs, shareModes } from './share-modes.js'

const shortlyMs = 700

function logLines(): Log & { lines: string[] } {
  const lines: string[] = []
  const keep = (line: string) => void lines.push(line)
  return { lines, info: keep, verbose: keep, warning: keep, highlight: keep, progress: () => {} }
}

const names = async (folder: string) => (await readdir(folder, { recursive: true })).sort()

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

async function slotWith(root: string, files: readonly string[]): Promise<string> {
  const slot = paths.join(root, 'slot')
  for (const file of files) {
    await mkdir(paths.dirname(paths.join(slot, file)), { recursive: true })
    await writeFile(paths.join(slot, file), file)
  }
  return slot
}

/** Each with an empty folder of its own; all run at the same time. */
const cases = {
  async replacedSoon(folder: string) {
    const one = async (share: string, access: string) => {
      const file = paths.join(folder, `${share}${access}`, 'web.config')
      await mkdir(paths.dirname(file))
      await writeFile(file, 'old')
      const holder = await holding(file, share, { access })
      const seen = await whileHeld(holder, shortlyMs, () => replaceFile(file, 'new'))
      return { share, access, ...seen, content: await readFile(file, 'utf8'), left: await names(paths.dirname(file)) }
    }
    return Promise.all(['r', 'w'].flatMap((access) => shareModes.map((share) => one(share, access))))
  },

  async notReplaced(folder: string) {
    const file = paths.join(folder, 'web.config')
    await writeFile(file, 'old')
    const holder = await holding(file, 'rwd')
    let told: string | undefined
    const work = () =>
      replaceFile(file, 'new').catch((error) => {
        told = FileFailed.from(error)?.message
        throw error
      })
    const seen = await toldBy(work)
    const during = await readFile(file, 'utf8')
    await holder.end()
    return { file, ...seen, told, during, left: await names(folder) }
  },

  async scanned(folder: string) {
    const app = applicationAt(folder, 'MyApp', '')
    const from = paths.join(folder, 'package')
    await mkdir(paths.join(from, 'bin'), { recursive: true })
    await mkdir(app.folder)
    const dll = paths.join(from, 'bin', 'app.dll')
    for (const file of [dll, app.files.marker, app.files.journal, app.files.claim]) await writeFile(file, 'x\n')
    const scan = async (file: string, work: () => Promise<unknown>) => whileHeld(await holding(file, '-'), scanMs, work)
    const [hashed, read, noted, replaced] = await Promise.all([
      scan(dll, () => Promise.all([hashTree(from), copyTree(from, paths.join(folder, 'copy'))])),
      scan(app.files.marker, () => readIfThere(app.files.marker)),
      scan(app.files.journal, () => appendJournal(app, { at: '', kind: 'drained', task: '' })),
      scan(app.files.claim, () => replaceFile(app.files.claim, 'new')),
    ])
    return { hashed, read, noted, replaced }
  },

  async leftOver(folder: string) {
    const files = shareModes.map((share) => `bin/held ${share}.dll`)
    const slot = await slotWith(folder, [...files, 'bin/free.dll', 'wwwroot/a/free.js', 'read-only/x.dll'])
    await chmod(paths.join(slot, 'read-only/x.dll'), 0o444)
    const holders = await Promise.all(shareModes.map((share, at) => holding(paths.join(slot, files[at] ?? ''), share)))
    const log = logLines()
    const remove = (limitMs: number) => deleteTree(slot, { limitMs, log, refuseOutside: folder })
    const seen = await toldBy(() => remove(1_000))
    const left = await names(slot)
    await Promise.all(holders.map((holder) => holder.end()))
    const again = await toldBy(() => remove(5_000))
    return { slot, ...seen, log: log.lines, left, again, gone: !(await isThere(slot)) }
  },

  async deletedAfterScan(folder: string) {
    const slot = await slotWith(folder, ['bin/app.dll', 'web.config'])
    const log = logLines()
    const work = () => deleteTree(slot, { limitMs: 20_000, log, refuseOutside: folder })
    const seen = await whileHeld(await holding(paths.join(slot, 'bin/app.dll'), '-'), scanMs, work)
    return { ...seen, log: log.lines, gone: !(await isThere(slot)) }
  },

  async workingFolder(folder: string) {
    const slot = await slotWith(folder, ['logs/today.log', 'web.config'])
    const holders = [
      await holding('-', '-', { workingFolder: slot }),
      await holding('-', '-', { workingFolder: paths.join(slot, 'logs') }),
    ]
    const moved = await toldBy(() => moveTree(slot, paths.join(folder, 'elsewhere'), { limitMs: 500, log: logLines() }))
    const whole = await names(slot)
    const remove = (limitMs: number) => deleteTree(slot, { limitMs, log: logLines(), refuseOutside: folder })
    const deleted = await toldBy(() => remove(500))
    await holders[1]?.end()
    const innerFree = await toldBy(() => remove(500))
    await holders[0]?.end()
    const again = await toldBy(() => remove(5_000))
    return { slot, moved, whole, deleted, innerFree, again, gone: !(await isThere(slot)) }
  },

  async movedAfterScan(folder: string) {
    const from = await slotWith(folder, ['web.config'])
    const log = logLines()
    const holder = await holding('-', '-', { workingFolder: from })
    const work = () => moveTree(from, paths.join(folder, 'slots', 'MyApp'), { limitMs: 20_000, log })
    const seen = await whileHeld(holder, scanMs, work)
    return { ...seen, log: log.lines, left: await names(folder) }
  },

  async flag(folder: string) {
    const flag = paths.join(folder, 'green.flag')
    const router = nginxFlag(flag, [18_081, 18_082])
    await router.makeLive(18_082)
    const held = await holding(flag, 'rwd')
    await router.makeLive(18_081)
    const atOnce = await router.livePort()
    await router.makeLive(18_082)
    const back = await router.livePort()
    await held.end()
    return { atOnce, back, left: await names(folder) }
  },

  async flagKept(folder: string) {
    const flag = paths.join(folder, 'green.flag')
    const router = nginxFlag(flag, [18_081, 18_082])
    await router.makeLive(18_082)
    const held = await holding(flag, 'rw')
    const seen = await toldBy(() => router.makeLive(18_081))
    const during = await router.livePort()
    await held.end()
    await router.makeLive(18_081)
    return { flag, ...seen, during, after: await router.livePort(), left: await names(folder) }
  },

  async readAllTheTime(folder: string) {
    const flips = 20
    const port = 18_081
    const file = paths.join(folder, String(port), 'up.html')
    await mkdir(paths.dirname(file))
    await writeHealth(folder, 'up', { port, isUp: false, turn: 0 })
    const readers = await Promise.all([reading(file), reading(file)])
    let longestMs = 0
    for (let turn = 1; turn <= flips; turn++) {
      const startedAt = performance.now()
      await writeHealth(folder, 'up', { port, isUp: turn % 2 === 1, turn })
      longestMs = Math.max(longestMs, performance.now() - startedAt)
    }
    const seen: Read[] = []
    for (const reader of readers) seen.push(await reader.end())
    return { longestMs, seen, last: await readHealth(folder, 'up', port), left: await names(folder) }
  },

  async longPaths(folder: string) {
    const deep = paths.join(...Array.from({ length: 12 }, (_, at) => `a package in a folder of a package ${at}`))
    const [from, staging, slot] = [
      paths.join(folder, 'source'),
      paths.join(folder, 'staging'),
      paths.join(folder, 'slot'),
    ]
    await mkdir(paths.join(from, deep), { recursive: true })
    await writeFile(paths.join(from, deep, 'index.js'), 'deep')
    const manifest = await copyTree(from, staging)
    await replaceFile(paths.join(staging, deep, 'index.js'), 'replaced')
    await moveTree(staging, slot, { limitMs: 0, log: logLines() })
    const changed = paths.join(slot, deep, 'index.js')
    const [content, hashed] = [await readIfThere(changed), await hashTree(slot)]
    await moveTree(changed, paths.join(folder, 'left-behind', deep, 'index.js'), { limitMs: 0, log: logLines() })
    await deleteTree(slot, { limitMs: 0, log: logLines(), refuseOutside: folder })
    const kept = await readIfThere(paths.join(folder, 'left-behind', deep, 'index.js'))
    const same = manifest[0]?.path === hashed[0]?.path
    return { length: changed.length, content, same, kept, gone: !(await isThere(slot)) }
  },
}

export type LockedFiles = { [Name in keyof typeof cases]: Awaited<ReturnType<(typeof cases)[Name]>> }

async function main(): Promise<void> {
  if (process.argv[2] === 'read') return readUntilTold(process.argv[3] ?? '')
  const root = await mkdtemp(paths.join('C:\\', 'Gehaltene Dateien '))
  const seen = await Promise.all(
    Object.entries(cases).map(async ([name, work]) => {
      const folder = paths.join(root, name)
      await mkdir(folder)
      return [name, await work(folder)]
    }),
  )
  await rm(root, { recursive: true, maxRetries: 3 })
  process.stdout.write(JSON.stringify(Object.fromEntries(seen)))
}

void main()
