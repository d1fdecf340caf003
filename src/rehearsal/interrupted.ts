/** Somebody pressed Ctrl-C, or ended the rehearsal in another way. */
export class Interrupted extends Error {
  override name = 'Interrupted'

  constructor() {
    super('The rehearsal was interrupted; what it had started is gone.')
  }
}
