/** The command line cannot be used; nothing was started. */
export class BadOptions extends Error {
  override name = 'BadOptions'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super([...problems, 'Nothing was started. "rehearse --help" has examples.'].join('\n'))
    this.problems = problems
  }
}
