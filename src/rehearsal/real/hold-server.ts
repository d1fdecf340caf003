import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { killTree } from '../../machine/kill-tree.js'
import { waitUntil } from '../../machine/wait-until.js'

const upLimitMs = 30_000

/**
 * For a server that does not watch its standard input: says when it is up, and ends it with all that it has started when this
 * process's own input ends.
 * @param upFile what the server fills when it is up, e.g. its file with the process id
 */
export async function holdServer(upFile: string, [program = '', ...args]: readonly string[]): Promise<void> {
  const detached = process.platform !== 'win32' // a group of its own, so that it can be killed whole
  const server = spawn(program, args, { stdio: ['ignore', 2, 2], detached, windowsHide: true })
  const ended = once(server, 'exit').catch((error: Error) => [error.message])
  let isOver = false
  ended.then(() => {
    isOver = true
  })
  const isUp = async () =>
    isOver ||
    (await stat(upFile).then(
      ({ size }) => size > 0,
      () => false,
    ))
  await waitUntil(`${program} to be up`, upLimitMs, 20, async () => (await isUp()) || undefined)
  if (!isOver) {
    process.stdout.write('ready\n')
    process.stdin.resume()
    await Promise.race([once(process.stdin, 'end'), once(process.stdin, 'close'), ended])
  }
  if (!isOver && server.pid !== undefined) killTree(server.pid)
  const [code] = await ended
  process.stdin.destroy()
  process.exitCode = typeof code === 'number' ? code : 1
}
