import os from 'node:os'

type Times = { readonly busy: number; readonly all: number }

/** How much of this machine's processors was used, by whatever runs on it. */
export class Processors {
  #busy = 0
  #all = 0

  /** Counts what happens meanwhile. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const before = timesNow()
    try {
      return await work()
    } finally {
      const after = timesNow()
      this.#busy += after.busy - before.busy
      this.#all += after.all - before.all
    }
  }

  /** 0 to 1 of all processors together, of all that was counted; null: nothing was. */
  get share(): number | null {
    return this.#all > 0 ? Math.round((this.#busy / this.#all) * 1000) / 1000 : null
  }
}

function timesNow(): Times {
  const all = os.cpus().map(({ times }) => times)
  const sum = (which: (times: (typeof all)[number]) => number) => all.reduce((total, times) => total + which(times), 0)
  return {
    busy: sum(({ user, nice, sys, irq }) => user + nice + sys + irq),
    all: sum(({ user, nice, sys, irq, idle }) => user + nice + sys + irq + idle),
  }
}
