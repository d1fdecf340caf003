import { OctopusFailed } from '../octopus-failed.js'
import { BadSettings } from '../server/bad-settings.js'
import { connectionFrom } from '../server/connection.js'
import { Octopus } from '../server/octopus.js'
import { openSpace, type Space } from '../server/open-space.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import type { ServerOptions } from './server-options.js'
import { type Shown, shown } from './shown.js'

export type AtServer = { readonly octopus: Octopus; readonly space: Space; readonly shown: Shown }

/** What every result in JSON begins with. */
export const serverAsJson = ({ octopus, space }: AtServer) => ({
  server: octopus.connection.server,
  space: { id: space.id, name: space.name },
})

/** `the space "Default" (https://…, Octopus 2026.3.1)`: what every list is headed with. */
export const serverInWords = ({ octopus, space }: AtServer): string =>
  `the space "${space.name}" (${octopus.connection.server}, Octopus ${space.serverVersion})`

/** Runs a command's work and sets the program's exit code; an error is told, not thrown. */
export async function reported(
  options: { readonly json?: boolean },
  work: (say: Shown) => Promise<ExitCode>,
): Promise<void> {
  const say = shown(options)
  try {
    process.exitCode = await work(say)
  } catch (error) {
    process.exitCode = error instanceof BadSettings ? exitCodes.badSettings : exitCodes.failed
    const message = error instanceof Error ? error.message : String(error)
    say.result({ exitCode: process.exitCode, error: errorAsJson(error, message) })
    // What is not ours to explain comes with its place, for a report.
    say.progress(
      error instanceof OctopusFailed || error instanceof BadSettings || !(error instanceof Error)
        ? message
        : (error.stack ?? message),
    )
  }
}

/** On the way to another machine. */
const isReadable = (server: string) => {
  const { protocol, hostname } = new URL(server)
  return protocol === 'http:' && !/^(localhost|127\..*|\[::1\])$/.test(hostname)
}

function errorAsJson(error: unknown, message: string) {
  if (error instanceof OctopusFailed)
    return { kind: error.name, happened: error.happened, untouched: error.untouched, todo: error.todo }
  if (error instanceof BadSettings) return { kind: error.name, problems: error.problems }
  return { kind: error instanceof Error ? error.name : 'Error', happened: message }
}

/** @throws BadSettings: what is wrong with either; what else one of them throws */
async function bothOf<A, B>(one: () => A | Promise<A>, other: () => B): Promise<[A, B]> {
  const both = await Promise.allSettled([(async () => one())(), (async () => other())()])
  const reasons = both.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  const bad = reasons.filter((reason) => reason instanceof BadSettings)
  if (bad.length > 1 && bad.length === reasons.length) throw new BadSettings(bad.flatMap(({ problems }) => problems))
  if (reasons.length > 0) throw reasons[0]
  return both.map((each) => (each as PromiseFulfilledResult<A | B>).value) as [A, B]
}

/**
 * The same for a command that needs a server: connects, and opens the space.
 * @param check what is wrong without asking a server; throws; what it returns is handed to the work
 */
export const withServer = <T>(
  options: ServerOptions,
  check: () => T | Promise<T>,
  work: (at: AtServer, checked: T) => Promise<ExitCode>,
): Promise<void> =>
  reported(options, async (say) => {
    const [checked, connection] = await bothOf(check, () => connectionFrom(options, process.env))
    if (isReadable(connection.server))
      say.progress(`${connection.server} is not https: the key goes over the network as it is.`)
    const octopus = new Octopus(connection, { onWait: say.progress })
    try {
      const space = await openSpace(octopus)
      return await work({ octopus, space, shown: say }, checked)
    } finally {
      await octopus.close()
    }
  })
