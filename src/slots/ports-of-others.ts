import { readdir } from 'node:fs/promises'
import type { Log } from '../machine/log.js'
import { paths } from '../machine/paths.js'
import type { Application } from './application.js'
import type { Marker } from './marker.js'
import { readMarker } from './read-marker.js'

/**
 * The ports that other applications in the same root folder have or have reserved, with the name of each application's folder.
 * A marker that cannot be read is said and left out: its ports are seen in IIS as well, once they are bound.
 */
export async function portsOfOthers(app: Application, log: Pick<Log, 'warning'>): Promise<ReadonlyMap<number, string>> {
  const ports = new Map<number, string>()
  const found = await readdir(app.root, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  for (const { name } of found.filter((entry) => entry.isDirectory())) {
    const folder = paths.join(app.root, name)
    if (paths.relative(folder, app.folder) === '') continue
    const marker = await readMarker({
      ...app,
      folder,
      files: { ...app.files, marker: paths.join(folder, 'blue-green.json') },
    }).catch((error: unknown) => {
      log.warning(error instanceof Error ? error.message : String(error))
      return undefined
    })
    for (const port of marker ? portsIn(marker) : []) ports.set(port, name)
  }
  return ports
}

function portsIn({ router, adopted, slots, reservedPort }: Marker): number[] {
  return [
    ...(router && 'ports' in router ? router.ports : []),
    // Of a site that is being taken in: the slot is not listed yet, and none of the two need be bound.
    ...(adopted && !router ? [adopted.port, adopted.waitingPort] : []),
    ...Object.values(slots).flatMap(({ port }) => port ?? []),
    ...(reservedPort ? [reservedPort.port] : []),
  ]
}
