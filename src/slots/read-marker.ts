import * as z from 'zod/mini'
import type { Application } from './application.js'
import { BrokenFile } from './broken-file.js'
import type { Marker } from './marker.js'
import { readIfThere } from './read-if-there.js'

const port = z.int().check(z.minimum(1), z.maximum(65_535))
const name = z.string().check(z.minLength(1))
const frontDoor = z.looseObject({ url: name, host: z.exactOptional(z.string()) })

const router = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('arr-rewrite'),
    site: name,
    pool: name,
    folder: name,
    frontDoor,
    portHeader: z.boolean(),
    made: z.string(),
  }),
  z.looseObject({
    kind: z.literal('nginx-flag'),
    ports: z.tuple([port, port]),
    flag: name,
    conf: name,
    nginx: name,
    frontDoor,
    portHeader: z.boolean(),
    made: z.string(),
  }),
])

const slotRecord = z.looseObject({
  release: z.string(),
  fingerprint: z.string(),
  settings: z.string(),
  port: z.nullable(port),
  folder: name,
  createdAt: z.string(),
  state: z.enum(['deploying', 'deployed', 'retired', 'deleting']),
  task: z.string(),
  adoptedFolder: z.exactOptional(z.boolean()),
})

/** What a newer version of the steps has added is carried along. */
const markerSchema: z.ZodMiniType<Marker> = z.looseObject({
  version: z.literal(1),
  application: z.string(),
  instance: z.string(),
  owner: z.looseObject({ space: z.string(), project: z.string(), environment: z.string(), tenant: z.string() }),
  router: z.exactOptional(router),
  preparing: z.exactOptional(z.array(z.string())),
  slots: z.record(z.string(), slotRecord),
  reservedPort: z.exactOptional(z.looseObject({ port, slot: z.string(), since: z.string() })),
})

/**
 * The application's marker; undefined when there is none.
 * @throws BrokenFile when it cannot be understood: that is never "nothing there"
 */
export async function readMarker(app: Application): Promise<Marker | undefined> {
  const text = await readIfThere(app.files.marker)
  if (text === undefined) return undefined
  try {
    return parseMarker(text)
  } catch (cause) {
    throw new BrokenFile({
      file: app.files.marker,
      why: cause instanceof Error ? cause.message : String(cause),
      todo: 'Correct it or restore it from a backup; without it the slots are no longer known to be the application’s. A version above 1 was written by newer step templates: update these.',
      cause,
    })
  }
}

function parseMarker(text: string): Marker {
  const checked = z.safeParse(markerSchema, JSON.parse(text.replace(/^\uFEFF/, '')))
  if (checked.success) return checked.data
  throw new Error(
    checked.error.issues.map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`).join('; '),
  )
}
