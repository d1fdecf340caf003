import type { Call } from './call.js'

/** What Linux tells without a program: who listens on a port, and in which code page a console writes. */
const onWindowsOnly = ['netstat', 'chcp']

/** The calls, already normalised, that steps make on every system. */
export const onEverySystem = (calls: readonly Call[]): Call[] =>
  calls.filter(({ program }) => !onWindowsOnly.includes(program))
