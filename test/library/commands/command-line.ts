import { spawn } from 'node:child_process'
import path from 'node:path'
import { root } from '../../project/project-files.js'
import { testKey } from '../../simulators/octopus-server/running-server.js'

export type Ended = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }

export type Started = {
  readonly ended: Promise<Ended>
  readonly pid: number
  kill(): void
}

const program = path.join(root, 'dist/octopus-blue-green.js')

/** Starts the shipped command line. Its environment has the server and the key, and nothing of ours but PATH. */
export function start(
  args: readonly string[],
  {
    url,
    environment = {},
    input = '',
  }: { url?: string; environment?: Readonly<Record<string, string>>; input?: string },
): Started {
  const server = url === undefined ? {} : { OCTOPUS_URL: url, OCTOPUS_API_KEY: testKey }
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env['PATH'], ...server, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.on('error', () => {}).end(input)
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (part) => (stdout += part))
  child.stderr.on('data', (part) => (stderr += part))
  const ended = new Promise<Ended>((resolve) => child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr })))
  return { ended, pid: child.pid ?? 0, kill: () => void child.kill('SIGKILL') }
}

export const run = (args: readonly string[], options: Parameters<typeof start>[1]): Promise<Ended> =>
  start(args, options).ended

/** The same in a terminal of its own (`script`), in which somebody answers when they are asked. */
export async function inTerminal(
  args: readonly string[],
  { url, answer }: { url: string; answer: string },
): Promise<{ readonly exitCode: number | null; readonly shown: string }> {
  const line = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    env: { PATH: process.env['PATH'], OCTOPUS_URL: url, OCTOPUS_API_KEY: testKey },
  })
  let shown = ''
  child.stdout.on('data', (part) => {
    const asked = shown.includes('[y/N]')
    shown += part
    if (!asked && shown.includes('[y/N]')) child.stdin.write(`${answer}\r`)
  })
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, shown })))
}
