import { OctopusFailed } from '../octopus-failed.js'

/** Something answers, but it is no Octopus Server. */
export class NoOctopus extends OctopusFailed {
  constructor(server: string, why: string) {
    super({
      happened: `${server} does not answer like an Octopus Server: ${why}.`,
      untouched: 'Nothing was changed.',
      todo: 'Check OCTOPUS_URL or --server: the address that a browser shows before "/app". A proxy or a login page may answer in its place.',
    })
  }
}
