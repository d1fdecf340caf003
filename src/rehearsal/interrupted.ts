/** Somebody pressed Ctrl-C, or ended the rehearsal in another way. */
export class Interrupted extends Error {
  override name = 'Interrupted'

  constructor() {
    super('The rehearsal was interrupted; all its processes and temporary files are gone.')
  }
}
