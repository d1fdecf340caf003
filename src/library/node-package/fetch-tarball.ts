import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { ChecksumDiffers } from './checksum-differs.js'
import { defaultNode } from './default-node.js'
import { type NpmRun, npm } from './npm.js'
import { NpmFailed } from './npm-failed.js'
import { UnknownNodeVersion } from './unknown-node-version.js'

export type Tarball = {
  readonly bytes: Buffer
  /** `sha512-` and base64. */
  readonly integrity: string
  /** Who says that it is the right one: `pinned` in this program, or the registry's metadata. */
  readonly checkedBy: 'pinned' | 'registry'
}

async function unknown(npmPackage: string, version: string, run: NpmRun): Promise<UnknownNodeVersion> {
  const listed = await npm('list its versions', ['view', npmPackage, 'versions', '--json'], run)
  const all: unknown = JSON.parse(listed || '[]')
  const major = `${version.split('.')[0]}.`
  const others = [all].flat().filter((other): other is string => typeof other === 'string' && other.startsWith(major))
  return new UnknownNodeVersion(npmPackage, version, others)
}

/** What the registry's metadata say. */
async function promised(npmPackage: string, version: string, run: NpmRun): Promise<string> {
  const spec = `${npmPackage}@${version}`
  const answer = await npm(`look up ${spec}`, ['view', spec, 'dist.integrity', '--json'], run)
  if (!answer) throw await unknown(npmPackage, version, run)
  const integrity: unknown = JSON.parse(answer)
  if (typeof integrity === 'string' && integrity.startsWith('sha512-')) return integrity
  throw new NpmFailed(`look up ${spec}`, ['the registry gives no SHA-512 of it.'])
}

/**
 * Gets a package's tarball with npm and checks its SHA-512: against the value that is pinned for the default version, else against the
 * registry's metadata (`dist.integrity`), since a version that this program does not know cannot be pinned in it.
 * @param folder where a folder for it is made
 * @throws UnknownNodeVersion, ChecksumDiffers, and what `npm` throws
 */
export async function fetchTarball(npmPackage: string, version: string, folder: string, run: NpmRun): Promise<Tarball> {
  const pinned = version === defaultNode.version ? defaultNode.integrity[npmPackage] : undefined
  const expected = pinned ?? (await promised(npmPackage, version, run))
  const spec = `${npmPackage}@${version}`
  const destination = await mkdtemp(path.join(folder, 'tarball-'))
  run.progress(`Getting ${spec} with npm.`)
  const packed = await npm(
    `get ${spec}`,
    ['pack', spec, '--ignore-scripts', '--pack-destination', destination, '--json'],
    run,
  )
  if (packed === undefined) throw await unknown(npmPackage, version, run)
  const [file] = await readdir(destination)
  if (file === undefined) throw new NpmFailed(`get ${spec}`, ['it ended well, but left no file.'])
  const bytes = await readFile(path.join(destination, file))
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
  if (integrity !== expected)
    throw new ChecksumDiffers(spec, {
      expected,
      found: integrity,
      by: pinned ? 'the value pinned in this program' : "the registry's metadata",
    })
  return { bytes, integrity, checkedBy: pinned ? 'pinned' : 'registry' }
}
