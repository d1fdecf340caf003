import { holdOpenPlace } from '../../src/simulators/windows/prefix.js'
import type { RunConnection } from '../../src/simulators/windows/run-connection.js'
import type { Windows } from '../../src/simulators/windows/windows.js'
import { Moment } from './moment.js'

export type Held = {
  /** The program is gone, and with it its hold on the file. */
  release(): Promise<void>
}

/** As Windows has it. */
export const holdOpenProgram = (windows: Windows): string => windows.seen(`${windows.drives['C:']}/${holdOpenPlace}`)

/**
 * Another program of the Windows machine opens a file, and keeps it open. @param path as Windows has it
 * @param share what others may do meanwhile: letters of r, w, d; `-` nothing @param forMs default: until it is released
 */
export async function holdOpen(windows: Windows, path: string, share: string, forMs?: number): Promise<Held> {
  const holds = new Moment()
  const running: RunConnection = await windows.begin({
    program: holdOpenProgram(windows),
    args: [path, 'r', share, ...(forMs === undefined ? [] : [String(forMs)])],
  })
  running.onOutput = () => holds.tell()
  const ended = running.ended.then(({ exitCode }) => {
    throw new Error(`${path} could not be held open: error ${exitCode}.`)
  })
  await Promise.race([holds.happened, ended])
  ended.catch(() => {})
  return {
    release: async () => {
      running.kill()
      await running.ended
    },
  }
}
