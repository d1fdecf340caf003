import { createHash } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { programNames } from '../iis/programs/program-clients.js'
import { fetchNode, type NodeVersion, nodePackages } from './node-packages.js'
import { compiler, runInBackground, stopWine, wineVersion } from './wine.js'

const sources = path.join(import.meta.dirname, 'programs')
const compileLimitMs = 120_000
const forgottenAfterMs = 24 * 60 * 60_000
const nodeVersions = Object.keys(nodePackages).map(Number) as NodeVersion[]

/** Where the programs of a machine with IIS are, below its drive C. */
const placeOf = (program: string): string => {
  if (program === 'appcmd') return 'windows/system32/inetsrv/appcmd.exe'
  if (program === 'powershell') return 'windows/system32/WindowsPowerShell/v1.0/powershell.exe'
  return `windows/system32/${program}.exe`
}

/** Of `run.c`. */
export const runProgramPlace = 'windows/blue-green-run.exe'
/** Of `hold-open.c`. */
export const holdOpenPlace = 'windows/blue-green-hold-open.exe'
/** Of an NGINX for Windows, which the simulated machine answers for where it has one. */
export const nginxPlace = 'nginx/nginx.exe'
export const nodePlace = (node: NodeVersion): string => `Program Files/nodejs ${node}/node.exe`

/**
 * A folder that Wine takes for a Windows machine: Node for Windows in `Program Files`, and a client of the simulated IIS in the place of
 * each program that a step starts. It is made once and kept in the cache of this account, for all tests and checkouts that want the
 * same. Two that make it at once both succeed. @throws Error when a part cannot be made or fetched
 */
export async function windowsPrefix(): Promise<string> {
  const cache = path.join(process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'octopus-blue-green')
  const prefix = path.join(cache, `windows-${await contentHash()}`)
  const isMade = await stat(prefix).then(
    () => true,
    () => false,
  )
  if (!isMade) await make(cache, prefix)
  const now = new Date()
  await utimes(prefix, now, now)
  await forgetOthers(cache, prefix)
  return prefix
}

/**
 * A machine of one's own: all that one needs is a link to what the prefix has, so that it costs 0.2 s and no room. Wine replaces the files
 * of its registry, and tests make new ones.
 */
export async function ownPrefix(): Promise<string> {
  const prefix = await windowsPrefix()
  const own = await mkdtemp(path.join(path.dirname(prefix), 'machine-'))
  await execa('cp', ['-al', `${prefix}/.`, own], { timeout: compileLimitMs })
  return own
}

/** Changes with all that a prefix is made of. */
async function contentHash(): Promise<string> {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([await wineVersion(), nodePackages, programNames]))
  for (const name of (await readdir(sources)).sort()) hash.update(name).update(await readFile(path.join(sources, name)))
  for (const name of ['prefix.ts', 'wine.ts']) hash.update(await readFile(path.join(import.meta.dirname, name)))
  return hash.digest('hex').slice(0, 12)
}

async function make(cache: string, prefix: string): Promise<void> {
  await mkdir(cache, { recursive: true })
  const draft = await mkdtemp(path.join(cache, 'making-'))
  try {
    await runInBackground(draft, 'wineboot', '-i')
    await runInBackground(draft, 'winecfg', '-v', 'win10') // Node refuses an older one
    await addPrograms(draft)
    await Promise.all(nodeVersions.map((node) => addNode(cache, draft, node)))
    await stopWine(draft) // which writes its registry
    for (const node of nodeVersions)
      await runInBackground(draft, path.join(draft, 'drive_c', nodePlace(node)), '-e', '0')
    await stopWine(draft)
    await rename(draft, prefix).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error // else another one was quicker
    })
  } finally {
    await stopWine(draft).catch(() => {})
    await rm(draft, { recursive: true, force: true })
  }
}

async function addPrograms(prefix: string): Promise<void> {
  const install = async (from: string, ...places: readonly string[]) => {
    for (const place of places) {
      const to = path.join(prefix, 'drive_c', place)
      await mkdir(path.dirname(to), { recursive: true })
      await rm(to, { force: true })
      await copyFile(from, to)
    }
  }
  const compiled = async (name: string, ...more: readonly string[]) => {
    const program = path.join(prefix, `${name}.exe`)
    const options = ['-O2', '-s', '-Wall', '-Wextra', '-Werror', '-municode', '-static']
    const args = [...options, ...more, '-o', program, path.join(sources, `${name}.c`), '-lws2_32']
    await execa(compiler, args, { timeout: compileLimitMs })
    return program
  }
  await install(await compiled('run'), runProgramPlace)
  await install(await compiled('hold-open', '-mwindows'), holdOpenPlace)
  await install(await compiled('taskkill'), 'windows/system32/taskkill.exe')
  await install(await compiled('chcp'), 'windows/system32/chcp.com')
  // Without a console of its own, which Wine would start a process for, at every call.
  await install(await compiled('simulated-program', '-mwindows'), ...programNames.map(placeOf), nginxPlace)
}

/** From the cache, where it stays when a prefix of another content is made. */
async function addNode(cache: string, prefix: string, node: NodeVersion): Promise<void> {
  const kept = path.join(cache, `node-${nodePackages[node].version}.exe`)
  const isKept = await stat(kept).then(
    () => true,
    () => false,
  )
  if (!isKept) await fetchNode(node, kept)
  const place = path.join(prefix, 'drive_c', nodePlace(node))
  await mkdir(path.dirname(place), { recursive: true })
  await copyFile(kept, place)
}

/** What nobody has used for a day: one has 700 MB. */
async function forgetOthers(cache: string, mine: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const folder = path.join(cache, name)
    if (!/^(windows|making|machine|fetch)-/.test(name) || folder === mine) continue
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > forgottenAfterMs) await rm(folder, { recursive: true, force: true })
  }
}
