import type { ApplicationSettings, SiteSettings } from '../configuration/site-settings.js'
import { readWebConfig, type WebConfig } from '../pools/web-config.js'

/** Where a URL of a site leads to. */
export type Target = {
  application: ApplicationSettings
  /** Of the virtual directory, and the part of the path that follows its own. */
  folder: string
  rest: string
  webConfig: WebConfig
}

/** The application and virtual directory with the longest fitting path; undefined: the site has no application. */
export function targetOf(site: SiteSettings, url: string): Target | undefined {
  const path = url.replace(/[?#].*$/s, '')
  const application = longest(site.applications, path)
  const inside = application && below(application.path, path)
  const directory = application && longest(application.virtualDirectories, inside ?? '/')
  if (!application || !directory) return undefined
  const rest = below(directory.path, inside ?? '/')
  return { application, folder: directory.physicalPath, rest, webConfig: readWebConfig(application.physicalPath) }
}

const longest = <T extends { path: string }>(places: readonly T[], path: string): T | undefined =>
  places.filter((place) => covers(place.path, path)).sort((one, other) => other.path.length - one.path.length)[0]

function covers(prefix: string, path: string): boolean {
  const [short, long] = [prefix.toLowerCase(), path.toLowerCase()]
  return short === '/' || long === short || long.startsWith(`${short}/`)
}

const below = (prefix: string, path: string): string => (prefix === '/' ? path : path.slice(prefix.length) || '/')
