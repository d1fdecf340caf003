/**
 * A rewritten path as it goes to the back end. URL Rewrite 2.1 encodes it whole, so that `%2F` becomes `%252F`, unless
 * the rules say `useOriginalURLEncoding="false"`: then only what cannot stand in a request line is encoded.
 * @see https://serverfault.com/questions/882132
 */
export function encodePath(path: string, useOriginalUrlEncoding: boolean): string {
  const encoded = encodeURI(path).replaceAll('#', '%23')
  return useOriginalUrlEncoding ? encoded : encoded.replaceAll('%25', '%')
}

/** A rewritten query string: what is encoded stays as it is. */
export const encodeQuery = (query: string): string => encodeURI(query).replaceAll('%25', '%')
