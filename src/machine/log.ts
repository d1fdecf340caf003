/** Where the parts that work on the machine tell what they do; a step prints it as Octopus wants it. */
export type Log = {
  info(line: string): void
  verbose(line: string): void
  warning(line: string): void
  highlight(line: string): void
  /** @param percentage 0 to 100 */
  progress(percentage: number, message: string): void
}
