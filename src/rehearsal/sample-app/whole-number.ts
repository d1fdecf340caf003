/** Reads a whole number from 0 to `limit`. @throws Error that names the setting: a wrong one is never a default. */
export function wholeNumber(text: string | undefined | null, name: string, limit: number): number {
  if (!text || !/^\d{1,9}$/.test(text) || Number(text) > limit)
    throw new Error(`${name}: a whole number from 0 to ${limit} is needed, not "${text ?? ''}".`)
  return Number(text)
}
