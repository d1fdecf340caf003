import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { vi } from 'vitest'
import { freePort } from '../../free-port.js'

const cleanUps: (() => unknown)[] = []

/** For `afterAll`: ends what was started here and deletes its folders. */
export async function cleanUp(): Promise<void> {
  for (const undo of cleanUps.splice(0).reverse()) await undo()
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sample-'))
  cleanUps.push(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Bundles the sample application to one file in a fresh folder, as the build does. */
export async function bundleSample(): Promise<string> {
  const outfile = join(await temporaryFolder(), 'server.js')
  const entryPoints = [fileURLToPath(new URL('../../../src/rehearsal/sample-app/server.ts', import.meta.url))]
  await build({
    entryPoints,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  })
  return outfile
}

export type Running = { readonly url: string; readonly process: ChildProcess; readonly exited: Promise<number | null> }

/** Starts the bundle in a folder that has these files. */
export async function startSample(
  serverFile: string,
  files: Record<string, string>,
  env: NodeJS.ProcessEnv = {},
): Promise<Running> {
  const cwd = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, name)), { recursive: true })
    await writeFile(join(cwd, name), text)
  }
  const port = await freePort()
  const child = spawn(process.execPath, [serverFile], {
    cwd,
    env: { PATH: process.env['PATH'], HTTP_PLATFORM_PORT: String(port), SAMPLE_INIT_MS: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const complaints = text(child.stderr)
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  cleanUps.push(() => child.kill('SIGKILL') && exited)
  const url = `http://127.0.0.1:${port}`
  const gaveUp = Symbol()
  const answered = await vi.waitFor(async () => (child.exitCode === null ? await get(`${url}/inflight`) : gaveUp), {
    timeout: 10_000,
    interval: 20,
  })
  if (answered === gaveUp) throw new Error(`exited with ${child.exitCode}: ${await complaints}`)
  return { url, process: child, exited }
}

export type Answer = { status: number; headers: IncomingHttpHeaders; text: string; body: Record<string, unknown> }

export function get(url: string, headers: Record<string, string> = {}, post?: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = post === undefined ? 'GET' : 'POST'
    const outgoing = request(url, { agent: false, headers, method }, (response) => {
      const { statusCode: status = 0, headers } = response
      const json = headers['content-type'] === 'application/json'
      text(response).then((text) => resolve({ status, headers, text, body: json ? JSON.parse(text) : {} }), reject)
    })
    outgoing.on('error', reject).end(post)
  })
}
