/** A rule that could not be carried out: IIS answers 500.50. */
export class RewriteError extends Error {
  override readonly name = 'RewriteError'
}
