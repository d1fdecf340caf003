import { onTestFinished } from 'vitest'
import { type Connection, connectionFrom } from '../../../src/library/server/connection.js'
import { Octopus, type OctopusOptions } from '../../../src/library/server/octopus.js'
import type { OctopusServer } from '../../../src/simulators/octopus-server/octopus-server.js'
import { testKey } from '../../simulators/octopus-server/running-server.js'

/** A client of this test alone, as the administrator. Does not wait between attempts, unless told to. */
export function connected(
  server: Pick<OctopusServer, 'url'>,
  more: Partial<Connection> = {},
  options: OctopusOptions = { wait: async () => {} },
): Octopus {
  const connection = connectionFrom({ server: server.url }, { OCTOPUS_API_KEY: testKey })
  const octopus = new Octopus({ ...connection, ...more }, { random: () => 0, ...options })
  onTestFinished(() => octopus.close())
  return octopus
}
