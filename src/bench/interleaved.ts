import { median } from './median.js'

/**
 * Runs every contender once a round, round after round, so that a slow moment of the machine hits all of them.
 * The first round warms up and does not count.
 * @returns medians by contender, ms
 */
export async function interleaved<K extends string>(
  rounds: number,
  contenders: Readonly<Record<K, () => Promise<unknown>>>,
): Promise<Readonly<Record<K, number>>> {
  const names = Object.keys(contenders) as K[]
  const times = new Map<K, number[]>(names.map((name) => [name, []]))
  for (let round = 0; round <= rounds; round++)
    for (const name of names) {
      const startedAt = performance.now()
      await contenders[name]()
      if (round > 0) times.get(name)?.push(performance.now() - startedAt)
    }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<K, number>
}
