/** What an exit code of appcmd means. Its texts are localised: they are for people only. */
export type Meaning =
  | 'ok'
  | 'none' // the filter or identifier matched nothing
  | 'access-denied'
  | 'invalid-data' // a malformed selector or value
  | 'sharing-violation' // another one writes the configuration; or, for a start, the port is another program's
  | 'unavailable' // WAS does not run, or not elevated, or the wrong kind of identifier
  | 'bad-parameter'
  | 'too-long'
  | 'exists' // or, for a start, another started site has the binding
  | 'in-transition' // the pool is still stopping or starting
  | 'already-stopped'
  | 'not-found' // or not elevated
  | 'rpc-failed' // passes by itself
  | 'not-ready' // WAS has not caught up with the configuration yet
  | 'not-implemented' // the feature behind it is not installed
  | 'unknown'

const meanings: readonly (readonly [exitCode: number, meaning: Meaning])[] = [
  [0, 'ok'],
  [1, 'none'],
  [5, 'access-denied'],
  [13, 'invalid-data'],
  [32, 'sharing-violation'],
  [50, 'unavailable'],
  [87, 'bad-parameter'],
  [122, 'too-long'],
  [183, 'exists'],
  [1061, 'in-transition'],
  [1062, 'already-stopped'],
  [1168, 'not-found'],
  [1726, 'rpc-failed'],
  [4312, 'not-ready'],
  [0x80004001, 'not-implemented'],
]

/**
 * appcmd's exit codes are Win32 errors. Outside Windows only the lowest 8 bits of an exit code arrive: there 1168 is 144,
 * and 0x80004001 cannot be told from 1.
 * @see https://learn.microsoft.com/windows/win32/debug/system-error-codes
 */
export function meaningOf(exitCode: number, platform: NodeJS.Platform = process.platform): Meaning {
  const arrives = (code: number) => (platform === 'win32' ? code : code & 0xff)
  return meanings.find(([code]) => arrives(code) === exitCode)?.[1] ?? 'unknown'
}
