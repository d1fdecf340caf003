import type { Sample } from '../load/sample.js'
import type { PortGiven } from '../recording.js'

/** The same samples with the release that had the port that answered, where the application itself does not tell. */
export function withKnownReleases(samples: readonly Sample[], ports: readonly PortGiven[]): Sample[] {
  return samples.map((sample) => {
    if (sample.release !== undefined || sample.error !== undefined) return sample
    const given = ports.findLast(
      ({ machine, port, at }) => machine === sample.machine && port === sample.port && at <= sample.at + sample.ms,
    )
    return given ? { ...sample, release: given.release } : sample
  })
}
