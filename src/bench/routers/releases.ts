import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { HeldProcess } from '../../rehearsal/held-process.js'
import { projectFolder } from '../../rehearsal/project-folder.js'
import { serve } from './serve.js'

export const releases = ['1.0.0', '1.1.0'] as const

/** Both releases of the sample application, each as a process of its own, after their first request. */
export function startReleases(folder: string, ports: readonly [number, number]): Promise<HeldProcess[]> {
  return Promise.all(
    releases.map(async (release, index) => {
      const own = path.join(folder, release)
      await mkdir(own)
      await writeFile(path.join(own, 'release.txt'), release)
      await copyFile(path.join(projectFolder(), 'dist', 'sample-app.js'), path.join(own, 'server.cjs'))
      const port = ports[index] ?? 0
      const command = `cd "$1" && PORT=$2 SAMPLE_INIT_MS=0 exec "$3" server.cjs`
      const served = await serve(
        `release ${release}`,
        port,
        ['bash', '-c', command, 'bash', own, String(port), process.execPath],
        (error) => {
          throw error
        },
      )
      await fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.text())
      return served
    }),
  )
}
