/** Something that Octopus, Tentacle or Calamari can do and this simulator cannot; nothing was run. */
export class NotSimulated extends Error {
  override name = 'NotSimulated'

  constructor(what: string) {
    super(`${what}: not supported by the tentacle simulator. Nothing was run.`)
  }
}
