/** How a release of the sample application is broken on purpose, for `rehearse --fail`. */
export type Breakage = {
  /** `/` and `/health` answer 500: it never becomes warm. */
  readonly warmUp: boolean
  /** Exits with 1 after so many answers to requests that came through a router (with X-Forwarded-For). */
  readonly crashAfterPublic: number | undefined
}

/** Reads `broken.txt`: one word a line, `warm-up` or `crash-after-public:<n>`. @throws Error for any other word */
export function breakageFrom(text: string): Breakage {
  let warmUp = false
  let crashAfterPublic: number | undefined
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const answers = /^crash-after-public:(\d{1,9})$/.exec(word)?.[1]
    if (word === 'warm-up') warmUp = true
    else if (answers !== undefined) crashAfterPublic = Number(answers)
    else throw new Error(`broken.txt: "${word}" is neither "warm-up" nor "crash-after-public:<number>".`)
  }
  return { warmUp, crashAfterPublic }
}
