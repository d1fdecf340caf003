import { OctopusFailed } from '../octopus-failed.js'

/** npm took longer than it may; it was ended. */
export class DownloadTooLong extends OctopusFailed {
  constructor(what: string, limitMs: number) {
    super({
      happened: `npm did not ${what} within ${limitMs / 1000} s.`,
      untouched: 'No package was written.',
      todo: 'Look whether the registry answers ("npm ping"), or give it more time with --limit 30m.',
    })
  }
}
