/** Options, environment or input files cannot be used, all problems at once; nothing was changed. */
export class BadSettings extends Error {
  override name = 'BadSettings'
  readonly problems: readonly string[]

  constructor(problems: readonly string[], untouched = 'Nothing was changed on the server.') {
    super([...problems, `${untouched} "--help" has examples.`].join('\n'))
    this.problems = problems
  }
}
