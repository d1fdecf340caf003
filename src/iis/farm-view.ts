import { findProgram } from '../machine/find-program.js'
import type { Log } from '../machine/log.js'
import { runProgram } from '../machine/run-program.js'
import { FarmUnseen } from './farm-unseen.js'

/** What ARR itself thinks of a server at this moment. */
export type ServerView = {
  readonly isHealthy: boolean
  /** Neither draining nor taken out by hand (`SetState`). */
  readonly isActive: boolean
}

/** So often a server that flaps is looked at. */
const everyMs = 200

/**
 * Prints `server HEALTHY STATE ADDRESS` for each server of a farm, so many times in a row. ARR's counters are to be had through
 * Microsoft.Web.Administration only, not through appcmd. Works in Windows PowerShell 5.1. Not verified on Windows: it is all that
 * knows how ARR is asked.
 * @see https://learn.microsoft.com/iis/extensions/planning-for-arr/using-the-application-request-routing-module
 */
export const farmScript = (farm: string, looks: number) =>
  [
    "$ErrorActionPreference = 'Stop';",
    "[void][Reflection.Assembly]::LoadFrom($env:windir + '\\System32\\inetsrv\\Microsoft.Web.Administration.dll');",
    `for ($look = 1; $look -le ${looks}; $look++) {`,
    `if ($look -gt 1) { Start-Sleep -Milliseconds ${everyMs} }`,
    '$manager = New-Object Microsoft.Web.Administration.ServerManager;',
    "foreach ($farm in $manager.GetApplicationHostConfiguration().GetSection('webFarms').GetCollection()) {",
    `if ($farm.GetAttributeValue('name') -ne '${farm.replaceAll("'", "''")}') { continue }`,
    'foreach ($server in $farm.GetCollection()) {',
    "$counters = $server.GetChildElement('applicationRequestRouting').GetChildElement('counters');",
    "$values = $counters.GetAttributeValue('isHealthy'), [int]$counters.GetAttributeValue('state'), $server.GetAttributeValue('address');",
    "[Console]::Out.WriteLine('server {0} {1} {2}' -f $values) } } }",
  ].join(' ')

/** By address, in lower case: what each look showed. Lines that are none of the script's are left out. */
export function viewFrom(stdout: string): ReadonlyMap<string, readonly ServerView[]> {
  const views = new Map<string, ServerView[]>()
  for (const [, healthy = '', state = '', found = ''] of stdout.matchAll(/^server (True|False) (\d) (\S+)\r?$/gim)) {
    const address = found.toLowerCase()
    const view = { isHealthy: healthy.toLowerCase() === 'true', isActive: state === '0' }
    views.set(address, [...(views.get(address) ?? []), view])
  }
  return views
}

/**
 * Asks ARR what it thinks of the servers of a farm: by address, in lower case.
 * @param forMs how long it is looked at, again and again; 0: once
 * @param timeoutMs besides, default 30_000; PowerShell's own start takes a second or two
 * @throws FarmUnseen: that a server cannot be seen never means that it is down
 */
export async function farmView(
  log: Log,
  farm: string,
  { forMs = 0, timeoutMs = 30_000 }: { forMs?: number; timeoutMs?: number } = {},
): Promise<ReadonlyMap<string, readonly ServerView[]>> {
  const looks = Math.ceil(forMs / everyMs) + 1
  const script = farmScript(farm, looks)
  const args = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command', script]
  const { exitCode, stdout, stderr } = await runProgram(log, findProgram('powershell'), args, {
    timeoutMs: timeoutMs + forMs,
    shown: ['-Command', `(the counters of the farm ${farm}, ${looks} times)`],
  })
  const views = viewFrom(stdout)
  if (exitCode !== 0 || views.size === 0) throw new FarmUnseen(farm, exitCode, `${stderr}\n${stdout}`)
  return views
}
