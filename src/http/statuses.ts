import { parsed } from '../octopus/parameter-types.js'

/** Accepted HTTP statuses, both ends included. */
export type Statuses = readonly { readonly from: number; readonly to: number }[]

/** Reads `200-399` or `200,204,301-302`; undefined when it is no such list. */
export function statuses(text: string): Statuses | undefined {
  const ranges = text.split(',').map((part) => /^\s*([1-5]\d\d)(?:\s*-\s*([1-5]\d\d))?\s*$/.exec(part))
  if (ranges.some((range) => range === null)) return undefined
  const list = ranges.map((range) => ({ from: Number(range?.[1]), to: Number(range?.[2] ?? range?.[1]) }))
  return list.some(({ from, to }) => from > to) ? undefined : list
}

export const accepts = (list: Statuses, status: number): boolean =>
  list.some(({ from, to }) => status >= from && status <= to)

export const shownStatuses = (list: Statuses): string =>
  list.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(',')

/** The same as the schema of a parameter. */
export const statusesText = () =>
  parsed((text, problem): Statuses => statuses(text) ?? problem('is no list of statuses and ranges'))
