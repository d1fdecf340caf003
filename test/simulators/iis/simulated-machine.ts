import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'vitest'
import { IisHost } from '../../../src/simulators/iis/iis-host.js'
import type { IisOptions } from '../../../src/simulators/iis/iis-options.js'
import type { SiteModule } from '../../../src/simulators/iis/site-module.js'
import { freePort } from '../../free-port.js'

export type Answer = { status: number; body: string; headers: http.IncomingHttpHeaders }

/** A host in a temporary folder that is gone with the test. */
export async function machine(context: TestContext, options: Partial<IisOptions> = {}, modules: SiteModule[] = []) {
  const root = mkdtempSync(join(tmpdir(), 'iis-'))
  const folder = options.folder ?? join(root, 'state')
  const host = await IisHost.start({ blankStateReads: 0, startCommand: 'node server.js', ...options, folder }, modules)
  context.onTestFinished(async () => {
    await host.stop()
    rmSync(root, { recursive: true, force: true })
  })
  return { host, root, folder, appcmd: appcmdOf(host), program: programOf(host) }
}

/** In-process: the Windows exit code. */
export const appcmdOf =
  (host: IisHost) =>
  (args: string[], stdin = '') =>
    host.run({ program: 'appcmd', args, stdin })

/** Through the executable: what a Linux process sees. */
const programOf = (host: IisHost) => (name: string, args: string[], stdin?: string) =>
  runFile(join(host.binFolder, name), args, stdin)

export function runFile(file: string, args: string[], stdin?: string) {
  return new Promise<{ exitCode: number; stdout: string }>((resolve) => {
    const child = execFile(file, args, { maxBuffer: 2 ** 25 }, (error, stdout) =>
      resolve({ exitCode: error ? Number(error.code) : 0, stdout }),
    )
    if (stdin !== undefined) child.stdin?.end(stdin)
  })
}

/** A pool, and a site on a free port with the test application in its folder. */
export async function siteWithApplication(
  at: { root: string; appcmd: ReturnType<typeof appcmdOf> },
  name: string,
  pool: string[] = [],
) {
  const port = await freePort()
  const folder = join(at.root, name)
  mkdirSync(folder, { recursive: true })
  cpSync(join(import.meta.dirname, 'fixtures/server.js'), join(folder, 'server.js'))
  await succeed(at.appcmd(['add', 'apppool', `/name:${name}`, ...pool]))
  await succeed(
    at.appcmd([
      'add',
      'site',
      `/name:${name}`,
      `/bindings:http/*:${port}:`,
      `/physicalPath:${folder}`,
      `/[path='/'].applicationPool:${name}`,
    ]),
  )
  return { port, folder, name }
}

export async function succeed(call: Promise<{ exitCode: number; stdout: string }>): Promise<string> {
  const { exitCode, stdout } = await call
  if (exitCode !== 0) throw new Error(`exit ${exitCode}: ${stdout}`)
  return stdout
}

export function get(port: number, path = '/', options: http.RequestOptions = {}, body?: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const req = http.request({ host: '127.0.0.1', port, path, agent: false, ...options }, (res) => {
      let text = ''
      res.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      res.on('end', () => resolve({ status: res.statusCode ?? 0, body: text, headers: res.headers }))
      res.on('error', reject)
    })
    req.on('error', reject)
    req.end(body)
  })
}

export async function until<T>(
  what: string,
  read: () => Promise<T | undefined> | T | undefined,
  limitMs = 5_000,
): Promise<T> {
  const deadline = Date.now() + limitMs
  for (;;) {
    const value = await read()
    if (value) return value
    if (Date.now() > deadline) throw new Error(`${what}: not within ${limitMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export const workerPids = async (appcmd: ReturnType<typeof appcmdOf>, pool: string): Promise<number[]> => {
  const { stdout } = await appcmd(['list', 'wp', `/apppool.name:${pool}`, '/xml'])
  return [...stdout.matchAll(/WP\.NAME="(\d+)"/g)].map(([, pid]) => Number(pid))
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A request that the test application answers when it is told to, and which is in flight already. */
export async function heldRequest(
  at: Awaited<ReturnType<typeof machine>>,
  port: number,
  options: http.RequestOptions = {},
) {
  const file = join(at.root, `release-${port}`)
  const answer = get(port, `/held?file=${file}`, options)
  answer.catch(() => {})
  await until('the request in flight', async () => (await succeed(at.appcmd(['list', 'requests']))).includes('/held'))
  return { answer, release: () => writeFileSync(file, '') }
}
