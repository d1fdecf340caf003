import { existsSync } from 'node:fs'
import { type Drives, pathOnDisk } from '../drives.js'
import type { ProgramAnswer } from './program-answer.js'

/** Rights on a folder that were given to the identity of an application pool. */
export type Grant = { folder: string; pool: string; rights: 'RX' | 'M' }

/** Knows exactly `icacls <folder> /grant "IIS AppPool\<pool>:(OI)(CI)RX|M" [/T] [/Q]`. */
export function runIcacls(
  args: string[],
  hasPool: (name: string) => boolean,
  { grants, drives }: { grants: Grant[]; drives: Drives },
): ProgramAnswer {
  const [folder = '', verb = '', permission = '', ...switches] = args
  const [, pool, rights] = /^IIS AppPool\\([^:]+):\(OI\)\(CI\)(RX|M)$/i.exec(permission) ?? []
  const isKnown = verb.toLowerCase() === '/grant' && switches.every((given) => /^\/[TQ]$/i.test(given))
  if (!isKnown || pool === undefined || rights === undefined) {
    return {
      exitCode: 87,
      stdout: `Invalid parameter "${args.join(' ')}" (the simulated icacls knows only grants to IIS AppPool\\<pool>)\r\n`,
    }
  }
  if (!existsSync(pathOnDisk(folder, drives))) {
    return { exitCode: 2, stdout: `${folder}: The system cannot find the file specified.\r\n${summary(0, 1)}` }
  }
  if (!hasPool(pool)) {
    const text = `IIS AppPool\\${pool}: No mapping between account names and security IDs was done.\r\n`
    return { exitCode: 1332, stdout: text + summary(0, 1) }
  }
  grants.push({ folder, pool, rights: rights.toUpperCase() === 'M' ? 'M' : 'RX' })
  const isQuiet = switches.some((given) => given.toUpperCase() === '/Q')
  return { exitCode: 0, stdout: (isQuiet ? '' : `processed file: ${folder}\r\n`) + summary(1, 0) }
}

const summary = (processed: number, failed: number) =>
  `Successfully processed ${processed} files; Failed processing ${failed} files\r\n`
