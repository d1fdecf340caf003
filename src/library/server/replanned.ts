import { SavedMeanwhile } from './saved-meanwhile.js'

const mostTimes = 3

/** Does it again, from the reading on, when somebody saved meanwhile. */
export async function replanned<T>(work: () => Promise<T>): Promise<T> {
  for (let time = 1; ; time++) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof SavedMeanwhile) || time === mostTimes) throw error
    }
  }
}
