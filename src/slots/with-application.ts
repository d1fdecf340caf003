import { mkdir, readdir } from 'node:fs/promises'
import type { Log } from '../machine/log.js'
import { paths } from '../machine/paths.js'
import { withProcessLock } from '../machine/process-lock.js'
import { removeTemporaries } from '../machine/replace-file.js'
import { appendJournal } from './append-journal.js'
import type { Application } from './application.js'
import { checkApplication, checkOwner, isNobody } from './check-owner.js'
import { FolderTaken } from './folder-taken.js'
import type { Happening, JournalEvent } from './journal-event.js'
import type { Marker, Owner } from './marker.js'
import { NotPrepared } from './not-prepared.js'
import { readJournal } from './read-journal.js'
import { readMarker } from './read-marker.js'
import { takeClaim } from './take-claim.js'
import { writeMarker } from './write-marker.js'

/** An application that this process alone may change, until `withApplication` returns. */
export type OpenApplication = {
  readonly app: Application
  /** As it was last read or saved. */
  readonly marker: Marker
  /** The journal as it was when the application was opened, oldest first. */
  readonly events: readonly JournalEvent[]
  /** False with What If. */
  readonly mayChange?: boolean
  save(marker: Marker): Promise<void>
  journal(happening: Happening): Promise<void>
}

export type Opening = {
  readonly app: Application
  readonly owner: Owner
  /** `Octopus.Task.Id`; `''` when run by hand. */
  readonly task: string
  /** Who started the deployment, for the journal. */
  readonly who?: string
  /** The step's name, for the claim. */
  readonly step: string
  readonly release: string
  /** How long to wait for another step's process. */
  readonly lockWaitMs: number
  /** Makes the application when there is none (Prepare Router). Default: NotPrepared. */
  readonly create?: boolean
  /** Only looks: no lock, no claim, no folder; `save` and `journal` throw. */
  readonly whatIf?: boolean
}

/**
 * Runs a step's work on an application: under the application's lock from beginning to end, with the marker read and
 * its owner checked, and with the claim taken before anything is changed.
 * @throws NotPrepared, FolderTaken, OtherOwner, Superseded, DeploymentAtWork, BrokenFile, or the lock's own error
 */
export async function withApplication<T>(
  log: Log,
  opening: Opening,
  work: (opened: OpenApplication) => Promise<T>,
): Promise<T> {
  const { app, whatIf = false, create = false, lockWaitMs } = opening
  if (!create && (await readMarker(app)) === undefined) throw new NotPrepared(app)
  if (create) await checkFolder(app)
  if (whatIf) return work(await look(log, opening))

  if (create) await mkdir(app.folder, { recursive: true })
  const what = `run ${opening.step} on ${paths.basename(app.folder)}`
  return withProcessLock(app.files.lock, { waitMs: lockWaitMs, what, log }, async () => work(await open(log, opening)))
}

async function look(log: Log, opening: Opening): Promise<OpenApplication> {
  const readOnly = async () => {
    throw new Error('A step that only looks (What If) tried to write.')
  }
  const { app } = opening
  return {
    app,
    marker: await checkedMarker(opening),
    events: await readJournal(app, log),
    save: readOnly,
    journal: readOnly,
  }
}

async function open(log: Log, opening: Opening): Promise<OpenApplication> {
  const { app, task, who, step, release } = opening
  let marker = await checkedMarker(opening)
  await takeClaim(log, app, { task, release, step }, new Date())
  for (const folder of [app.folder, app.files.front, app.files.router, app.files.manifests])
    await removeTemporaries(folder, { isMine: true })
  if (opening.create) {
    const { slots, staging, manifests, leftBehind } = app.files
    for (const folder of [slots, staging, manifests, leftBehind]) await mkdir(folder, { recursive: true })
    await writeMarker(app, marker)
  }
  return {
    app,
    get marker() {
      return marker
    },
    events: await readJournal(app, log),
    mayChange: true,
    async save(next) {
      await writeMarker(app, next)
      marker = next
    },
    async journal(happening) {
      await appendJournal(app, {
        at: new Date().toISOString(),
        ...happening,
        task,
        ...(who === undefined ? {} : { who }),
      })
    },
  }
}

/** Only Prepare Router makes a marker, and takes over one that was made by hand. */
async function checkedMarker({ app, owner, create }: Opening): Promise<Marker> {
  const marker = await readMarker(app)
  if (marker === undefined) {
    if (!create) throw new NotPrepared(app)
    return { version: 1, application: app.name, instance: app.instance, owner, slots: {} }
  }
  if (create && isNobody(marker.owner)) {
    checkApplication(app, marker)
    return { ...marker, owner }
  }
  checkOwner(app, marker, owner)
  return marker
}

/** What a first run that was killed can have left; anything else in a folder without a marker is somebody else's. */
async function checkFolder(app: Application): Promise<void> {
  if ((await readMarker(app)) !== undefined) return
  const found = await readdir(app.folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const own = Object.values(app.files).map((file) => paths.basename(file))
  const strange = found.filter(
    (name) => !own.some((mine) => name === mine || name.replace(/^\./, '').startsWith(`${mine}.`)),
  )
  if (strange.length > 0) throw new FolderTaken(app.folder, strange)
}
