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

/**
 * Prints `server HEALTHY STATE ADDRESS` for each server of a farm. ARR's counters are to be had through Microsoft.Web.Administration
 * only, not through appcmd. Works in Windows PowerShell 5.1. Not verified on Windows: it is all that knows how ARR is asked.
 * @see https://learn.microsoft.com/iis/extensions/planning-for-arr/using-the-application-request-routing-module
 */
export const farmScript = (farm: string) =>
  [
    "$ErrorActionPreference = 'Stop';",
    "[void][Reflection.Assembly]::LoadFrom($env:windir + '\\System32\\inetsrv\\Microsoft.Web.Administration.dll');",
    '$manager = New-Object Microsoft.Web.Administration.ServerManager;',
    "foreach ($farm in $manager.GetApplicationHostConfiguration().GetSection('webFarms').GetCollection()) {",
    `if ($farm.GetAttributeValue('name') -ne '${farm.replaceAll("'", "''")}') { continue }`,
    'foreach ($server in $farm.GetCollection()) {',
    "$counters = $server.GetChildElement('applicationRequestRouting').GetChildElement('counters');",
    "$values = $counters.GetAttributeValue('isHealthy'), [int]$counters.GetAttributeValue('state'), $server.GetAttributeValue('address');",
    "[Console]::Out.WriteLine('server {0} {1} {2}' -f $values) } }",
  ].join(' ')

/** Servers by address. Lines that are none of the script's are left out. */
export function viewFrom(stdout: string): ReadonlyMap<string, ServerView> {
  const lines = stdout.matchAll(/^server (True|False) (\d) (\S+)\r?$/gim)
  return new Map(
    [...lines].map(([, healthy = '', state = '', address = '']) => [
      address.toLowerCase(),
      { isHealthy: healthy.toLowerCase() === 'true', isActive: state === '0' },
    ]),
  )
}

/**
 * Asks ARR what it thinks of the servers of a farm: by address in lower case.
 * @param timeoutMs default 30_000; PowerShell's own start takes a second or two
 * @throws FarmUnseen: that a server cannot be seen never means that it is down
 */
export async function farmView(log: Log, farm: string, timeoutMs = 30_000): Promise<ReadonlyMap<string, ServerView>> {
  const args = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command', farmScript(farm)]
  const { exitCode, stdout, stderr } = await runProgram(log, findProgram('powershell'), args, {
    timeoutMs,
    shown: ['-Command', `(the counters of the farm ${farm})`],
  })
  const view = viewFrom(stdout)
  if (exitCode !== 0 || view.size === 0) throw new FarmUnseen(farm, exitCode, `${stderr}\n${stdout}`)
  return view
}
