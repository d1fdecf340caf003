import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { replaceFile } from '../../machine/replace-file.js'
import type { Octopus } from '../server/octopus.js'
import type { Space } from '../server/open-space.js'

type Artifact = { readonly Id: string; readonly Filename: string }

/** A server's file name as one of this machine: it cannot lead out of the folder. */
const safe = (name: string) =>
  path
    .basename(name.replaceAll('\\', '/'))
    .replace(/[^\w.()-]+/g, '_')
    .replace(/^\.+/, '_')

/** Writes the artifacts of a task into a folder. @returns the files */
export async function saveArtifacts(
  octopus: Octopus,
  { id }: Space,
  taskId: string,
  folder: string,
): Promise<string[]> {
  const artifacts = await octopus.all<Artifact>(`${id}/artifacts?regarding=${taskId}`)
  await mkdir(folder, { recursive: true })
  const files: string[] = []
  for (const { Id, Filename } of artifacts) {
    const file = path.join(folder, `${Id}-${safe(Filename)}`)
    const content = await octopus.bytes(`${id}/artifacts/${Id}/content`)
    if (content === undefined) continue // retention took it meanwhile
    await replaceFile(file, content)
    files.push(file)
  }
  return files
}
