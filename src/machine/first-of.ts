/** Some of many, for a message: `bin/app.dll, x and 3 more`. @param of how many there are */
export function firstOf(named: readonly string[], of: number, separator = ', '): string {
  return named.join(separator) + (of > named.length ? ` and ${of - named.length} more` : '')
}
