/** Things that come out in the order in which they went in, each no sooner than its time. */
export class DelayLine {
  readonly #waiting: { readonly dueAt: number; readonly arrive: () => void }[] = []
  #timer: NodeJS.Timeout | undefined
  #lastDueAt = 0

  /** @param dueAt by `performance.now()`; what went in before comes out before, all the same */
  push(dueAt: number, arrive: () => void): void {
    this.#lastDueAt = Math.max(this.#lastDueAt, dueAt)
    this.#waiting.push({ dueAt: this.#lastDueAt, arrive })
    if (this.#waiting.length === 1) this.#wait()
  }

  /** What has not arrived never does. */
  clear(): void {
    clearTimeout(this.#timer)
    this.#waiting.length = 0
  }

  #wait(): void {
    const next = this.#waiting[0]
    if (!next) return
    this.#timer = setTimeout(() => this.#arrive(), Math.max(0, next.dueAt - performance.now()))
  }

  #arrive(): void {
    for (let next = this.#waiting[0]; next && next.dueAt <= performance.now(); next = this.#waiting[0]) {
      this.#waiting.shift()
      next.arrive()
    }
    this.#wait()
  }
}
