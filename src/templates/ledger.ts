import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod/mini'

const ids = z.record(z.string(), z.guid())

const template = z.strictObject({
  id: z.guid(),
  /** When the ids were made: `ExportedAt` until the first release. */
  created: z.iso.datetime(),
  parameters: ids,
  packages: ids,
  released: z.optional(
    z.strictObject({
      version: z.int().check(z.positive()),
      date: z.iso.datetime(),
      hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    }),
  ),
})

/** Ids and released versions of all templates, by file name without ending. Kept in the repository; ids are never used again. */
export type Ledger = Readonly<Record<string, LedgerEntry>>
export type LedgerEntry = z.output<typeof template>

const ledgerFile = 'src/templates/ledger.json'

export async function readLedger(root: string): Promise<Ledger> {
  return z.record(z.string(), template).parse(JSON.parse(await readFile(path.join(root, ledgerFile), 'utf8')))
}

export async function writeLedger(root: string, ledger: Ledger): Promise<void> {
  const sorted = Object.fromEntries(Object.entries(ledger).sort(([a], [b]) => (a < b ? -1 : 1)))
  await writeFile(path.join(root, ledgerFile), `${JSON.stringify(sorted, null, 2)}\n`)
}

const completed = (known: Readonly<Record<string, string>>, names: readonly string[]) => ({
  ...known,
  ...Object.fromEntries(names.filter((name) => known[name] === undefined).map((name) => [name, randomUUID()])),
})

/** The entry with an id for everything that has none yet. */
export const withIds = (
  entry: LedgerEntry | undefined,
  parameters: readonly string[],
  packages: readonly string[],
  now: Date,
): LedgerEntry => ({
  ...entry,
  id: entry?.id ?? randomUUID(),
  created: entry?.created ?? now.toISOString(),
  parameters: completed(entry?.parameters ?? {}, parameters),
  packages: completed(entry?.packages ?? {}, packages),
})

/** The version goes up when the content differs from what was released, and only then. */
export const versionOf = ({ released }: LedgerEntry, hash: string): number =>
  released === undefined ? 1 : released.version + (released.hash === hash ? 0 : 1)

/** When the version that was released last was released. The same on every machine. */
export const exportedAt = ({ released, created }: LedgerEntry): string => released?.date ?? created
