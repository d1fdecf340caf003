import type { Log } from '../../machine/log.js'

const nothing = () => {}

/** For looks at IIS outside of any step. */
export const silentLog: Log = {
  ...{ info: nothing, verbose: nothing, warning: nothing },
  ...{ highlight: nothing, progress: nothing },
}
