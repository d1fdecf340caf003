import type { Application } from './application.js'
import type { Marker, Owner } from './marker.js'
import { OtherOwner } from './other-owner.js'

/**
 * Whether a step that changes something may work on the application: it has to be the same application and instance,
 * and all four ids have to be the same. A step that was started by hand (no ids) may therefore only change
 * what was prepared by hand; what it reads is not asked about here.
 * @throws OtherOwner, which names both sides
 */
export function checkOwner(app: Application, marker: Marker, owner: Owner): void {
  checkApplication(app, marker)
  if (ids.every((id) => marker.owner[id] === owner[id])) return
  throw new OtherOwner({
    folder: app.folder,
    theirs: told(marker.owner),
    ours: told(owner),
    todo: isNobody(marker.owner)
      ? 'It was prepared by hand: run Prepare Router in this project to take it over.'
      : isNobody(owner)
        ? 'Run the step from Octopus; only Status may be run by hand.'
        : `Give each copy on this machine a BG.Instance of its own; if this one has moved, correct "owner" in ${app.files.marker}.`,
  })
}

/** @throws OtherOwner when the folder is that of another application or instance with the same folder name */
export function checkApplication(app: Application, marker: Marker): void {
  if (marker.application === app.name && marker.instance === app.instance) return
  throw new OtherOwner({
    folder: app.folder,
    theirs: named(marker.application, marker.instance),
    ours: named(app.name, app.instance),
    todo: 'Give one of them another BG.Application or BG.Instance.',
  })
}

export const isNobody = (owner: Owner): boolean => ids.every((id) => owner[id] === '')

const ids = ['space', 'project', 'environment', 'tenant'] as const

function told(owner: Owner): string {
  if (isNobody(owner)) return 'nobody in Octopus (run by hand)'
  return ids.map((id) => `${id} ${owner[id] || '(none)'}`).join(', ')
}

const named = (application: string, instance: string) =>
  `application "${application}" ${instance === '' ? 'without an instance' : `instance "${instance}"`}`
