import { paths } from '../machine/paths.js'
import { removeTemporaries, replaceFile } from '../machine/replace-file.js'
import { readIfThere } from '../slots/read-if-there.js'
import { RouterFileFailed } from './router-file-failed.js'

/** Where each slot answers for its health: an application of its own below the site, outside the pipeline of the release. */
export const healthPath = '/blue-green-health'
export const healthFileName = 'up.html'

/** What the health file of one port says. */
export type HealthFile = {
  readonly port: number
  readonly isUp: boolean
  /** Of two that are up, the one with the lower turn was live first. 0: set by hand. */
  readonly turn: number
}

export const healthFolder = (folder: string, port: number) => paths.join(folder, String(port))

const fileOf = (folder: string, port: number) => paths.join(healthFolder(folder, port), healthFileName)

/** No answer that is "down" may hold what the farm takes for "up". */
const downFor = (match: string) => ('down'.includes(match.toLowerCase()) ? 'x' : 'down')

/** @param match the farm's `responseMatch` */
export const healthText = (match: string, { isUp, turn }: Pick<HealthFile, 'isUp' | 'turn'>): string =>
  isUp ? `${match}\nturn ${turn}\n` : `${downFor(match)}\n`

/** A file that is not there is answered 404, and ARR takes that for down as well. */
export const healthFrom = (text: string | undefined, match: string, port: number): HealthFile => ({
  port,
  isUp: text?.toLowerCase().includes(match.toLowerCase()) ?? false,
  turn: Number(/^turn (\d+)$/m.exec(text ?? '')?.[1] ?? 0),
})

/** @throws RouterFileFailed */
export async function readHealth(folder: string, match: string, port: number): Promise<HealthFile> {
  const text = await readIfThere(fileOf(folder, port)).catch((cause: unknown) => {
    throw new RouterFileFailed(`${fileOf(folder, port)} cannot be read`, cause)
  })
  return healthFrom(text, match, port)
}

/** @throws RouterFileFailed */
export async function writeHealth(folder: string, match: string, health: HealthFile): Promise<void> {
  const file = fileOf(folder, health.port)
  try {
    await removeTemporaries(healthFolder(folder, health.port), { isMine: true })
    await replaceFile(file, healthText(match, health))
  } catch (cause) {
    throw new RouterFileFailed(`${file} cannot be replaced`, cause)
  }
}

/** Which port is live. While a switch is at work, or was killed, both are up: then it is the one that was up first. */
export function livePortOf(files: readonly HealthFile[]): number | undefined | 'ambiguous' {
  const up = files.filter(({ isUp }) => isUp).sort((one, other) => one.turn - other.turn)
  if (up.length > 1 && up[0]?.turn === up[1]?.turn) return 'ambiguous'
  return up[0]?.port
}
