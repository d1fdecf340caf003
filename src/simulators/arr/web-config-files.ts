import { type BigIntStats, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from './configuration-error.js'
import { defaultWebConfig, readWebConfig, type WebConfig } from './web-config.js'

/** A file that was changed this shortly before it was read may change again without a new time stamp (kernel ticks). */
const racyMs = 50

type Known = { stamp: string; config: WebConfig | ConfigurationError }

/**
 * The web.config of each site as it is now: read again when the file is another one (IIS watches the folder instead),
 * the same object as long as it is not.
 */
export class WebConfigFiles {
  private readonly known = new Map<string, Known>()

  /** @returns the error when the file cannot be read or is refused; a site without the file has defaults */
  read(folder: string): WebConfig | ConfigurationError {
    const path = join(folder, 'web.config')
    const stat = look(path)
    if (!stat || stat instanceof ConfigurationError) return stat ?? defaultWebConfig
    const stamp = `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`
    const known = this.known.get(path)
    if (known?.stamp === stamp) return known.config
    const config = load(path)
    this.known.set(path, { stamp: isRacy(stat) ? '' : stamp, config })
    return config
  }
}

const isRacy = (stat: BigIntStats) => Date.now() - Number(stat.ctimeMs) < racyMs

function look(path: string): BigIntStats | undefined | ConfigurationError {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false })
  } catch (error) {
    return unreadable(error)
  }
}

function load(path: string): WebConfig | ConfigurationError {
  try {
    return readWebConfig(readFileSync(path, 'utf8'))
  } catch (error) {
    return error instanceof ConfigurationError ? error : unreadable(error)
  }
}

const unreadable = (error: unknown) =>
  new ConfigurationError(`Cannot read configuration file: ${error}`, { cause: error })
