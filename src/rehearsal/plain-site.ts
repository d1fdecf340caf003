import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { extractPackage } from '../simulators/tentacle/extract-package.js'
import type { RehearsalMachine } from './rehearsal-machine.js'
import { adoptedSite, publicHost } from './variables.js'

const servesWithinMs = 30_000

/**
 * How nearly everybody starts: the application as one site of IIS, with the public port, put there by hand.
 * @param folder where its files go
 * @param page must answer with 200 before anybody is let in
 */
export async function installPlainSite(
  machine: RehearsalMachine,
  { folder, packageFile, page }: { folder: string; packageFile: string; page: string },
): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true })
  await extractPackage(packageFile, folder)
  await machine.appcmd('add', 'apppool', `/name:${adoptedSite}`, '/managedRuntimeVersion:')
  const bindings = `/bindings:http/127.0.0.1:${machine.frontPort}:`
  await machine.appcmd('add', 'site', `/name:${adoptedSite}`, bindings, `/physicalPath:${folder}`)
  await machine.appcmd('set', 'app', `${adoptedSite}/`, `/applicationPool:${adoptedSite}`)
  await serves(`http://127.0.0.1:${machine.frontPort}${page}`, machine.name)
}

async function serves(url: string, machine: string): Promise<void> {
  const deadline = Date.now() + servesWithinMs
  for (;;) {
    const seen = await fetch(url, { headers: { host: publicHost }, signal: AbortSignal.timeout(servesWithinMs) }).then(
      async (answer) => {
        await answer.arrayBuffer()
        return `status ${answer.status}`
      },
      String,
    )
    if (seen === 'status 200') return
    if (Date.now() > deadline) throw new Error(`The plain site of ${machine} does not serve: ${seen}.`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
