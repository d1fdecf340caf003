/** What servers give when nothing is asked for. */
const defaultTake = 30

/**
 * A page of a list, with its links. The next one is asked for with `skip`.
 * @see https://octopus.com/docs/octopus-rest-api
 */
export function page<T>(items: readonly T[], path: string, query: URLSearchParams) {
  const skip = Number(query.get('skip') ?? 0)
  const take = Number(query.get('take') ?? defaultTake)
  const link = (from: number) => {
    const others = new URLSearchParams(query)
    others.set('skip', String(from))
    others.set('take', String(take))
    return `/api/${path}?${others}`
  }
  const last = Math.max(0, Math.ceil(items.length / take) - 1)
  return {
    ItemType: '',
    TotalResults: items.length,
    ItemsPerPage: take,
    NumberOfPages: last + 1,
    LastPageNumber: last,
    Items: items.slice(skip, skip + take),
    Links: {
      Self: link(skip),
      ...(skip + take < items.length ? { 'Page.Next': link(skip + take) } : {}),
      'Page.Current': link(skip),
      'Page.Last': link(last * take),
    },
  }
}

/** Those that a list's query asks for: `ids`, `name`, `partialName`. */
export function asked<T extends { readonly Id: string; readonly Name: string }>(
  items: readonly T[],
  query: URLSearchParams,
): T[] {
  const ids = query.get('ids')?.split(',')
  const part = query.get('partialName')?.toLowerCase()
  const name = query.get('name')?.toLowerCase()
  return items.filter(
    (item) =>
      (ids === undefined || ids.includes(item.Id)) &&
      (part === undefined || item.Name.toLowerCase().includes(part)) &&
      (name === undefined || item.Name.toLowerCase() === name),
  )
}
