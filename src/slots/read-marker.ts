import type { Application } from './application.js'
import { BrokenFile } from './broken-file.js'
import type { Marker } from './marker.js'
import { readIfThere } from './read-if-there.js'
import {
  byField,
  fields,
  filledText,
  listOf,
  nullOr,
  number,
  oneOf,
  port,
  problemsIn,
  recordOf,
  text,
  trueOrFalse,
} from './shape.js'

const frontDoor = fields({ url: filledText, 'host?': text })
const anyRouter = { frontDoor, portHeader: trueOrFalse, made: text }

const bindings = listOf(fields({ protocol: filledText, information: filledText, 'sslFlags?': number }))

const marker = fields({
  version: oneOf(1),
  application: text,
  instance: text,
  owner: fields({ space: text, project: text, environment: text, tenant: text }),
  'router?': byField('kind', {
    'arr-rewrite': fields({ ...anyRouter, site: filledText, pool: filledText, folder: filledText }),
    'arr-health-file': fields({
      ...anyRouter,
      farm: filledText,
      ports: listOf(port, 2),
      addresses: listOf(filledText, 2),
      ips: listOf(filledText, 2),
      match: filledText,
      folder: filledText,
      pool: filledText,
    }),
    'nginx-flag': fields({
      ...anyRouter,
      ports: listOf(port, 2),
      flag: filledText,
      conf: filledText,
      nginx: filledText,
    }),
    'nginx-reload': fields({
      ...anyRouter,
      upstreamFile: filledText,
      key: filledText,
      conf: filledText,
      nginx: filledText,
      'mainConf?': filledText,
    }),
  }),
  'preparing?': listOf(text),
  'rebinding?': bindings,
  'adopted?': fields({
    site: filledText,
    bindings,
    port,
    status: number,
    waitingPort: port,
  }),
  slots: recordOf(
    fields({
      release: text,
      fingerprint: text,
      settings: text,
      port: nullOr(port),
      folder: filledText,
      createdAt: text,
      state: oneOf('deploying', 'deployed', 'retired', 'deleting'),
      'confirmed?': trueOrFalse,
      task: text,
      'adoptedFolder?': trueOrFalse,
      'pool?': filledText,
    }),
  ),
  'reservedPort?': fields({ port, slot: text, since: text }),
})

/**
 * The application's marker; undefined when there is none.
 * @throws BrokenFile when it cannot be understood: that is never "nothing there"
 */
export async function readMarker(app: Application): Promise<Marker | undefined> {
  const file = await readIfThere(app.files.marker)
  if (file === undefined) return undefined
  try {
    return parseMarker(file)
  } catch (cause) {
    throw new BrokenFile({
      file: app.files.marker,
      why: cause instanceof Error ? cause.message : String(cause),
      todo: 'Correct it or restore it from a backup; without it the slots are no longer known to be the application’s. A version above 1 was written by newer step templates: update these.',
      cause,
    })
  }
}

function parseMarker(file: string): Marker {
  const value: unknown = JSON.parse(file.replace(/^\uFEFF/, ''))
  const problems = problemsIn(marker, value)
  if (problems.length > 0) throw new Error(problems.join('; '))
  return value as Marker
}
