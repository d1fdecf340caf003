/** What keeps the build from making its files: every problem at once, one a line. */
export class BuildFailed extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'BuildFailed'
    this.problems = problems
  }
}
