/** What a benchmark found. */
export type Table = {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** What has to hold, and whether it does. */
  readonly bars: readonly { readonly says: string; readonly holds: boolean }[]
}

export type Subject = {
  /** On the command line. */
  readonly name: string
  readonly title: string
  /** What was measured and how, for people. */
  readonly how: string
  measure(): Promise<Table>
}
