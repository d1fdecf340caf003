/** Something that happens once, and that others wait for. */
export class Moment<T = void> {
  readonly happened: Promise<T>
  #tell: (value: T) => void = () => {}

  constructor() {
    this.happened = new Promise((resolve) => {
      this.#tell = resolve
    })
  }

  tell(value: T): void {
    this.#tell(value)
  }
}
