import { BadSettings } from '../server/bad-settings.js'

/**
 * `NAME=VALUE`, several times.
 * @throws BadSettings: all that are of another form
 */
export function namedValues(given: readonly string[] = []): Record<string, string> {
  const wrong = given.filter((each) => !/^[^=\s]+=/.test(each))
  if (wrong.length > 0)
    throw new BadSettings(
      wrong.map((each) => `--set ${each.split('=')[0]}: write NAME=VALUE, e.g. BG.Application=MyApp.`),
    )
  return Object.fromEntries(given.map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]))
}
