import { NotSimulated } from './not-simulated.js'
import { prepareBash } from './prepare-bash.js'
import { prepareCarriedScript } from './prepare-carried-script.js'
import { preparePowerShell } from './prepare-powershell.js'
import type { Script } from './run-script.js'
import { findOnPath } from './script-environment.js'
import type { Template, TentacleOptions } from './tentacle.js'
import type { Variables } from './variables.js'

/**
 * Writes the files of an inline script and says how it is started. Substitution runs over the body only if it contains `#{`.
 * @throws NotSimulated for a syntax, script source or place that is not simulated
 */
export async function prepareScript(
  { ActionType, Properties }: Template,
  variables: Variables,
  workFolder: string,
  environment: Readonly<Record<string, string>>,
  options: TentacleOptions,
): Promise<{ script: Script; simulated: string[] }> {
  const raw = Properties['Octopus.Action.Script.ScriptBody']
  const syntax = Properties['Octopus.Action.Script.Syntax']
  if (ActionType !== 'Octopus.Script' || Properties['Octopus.Action.Script.ScriptSource'] !== 'Inline' || !raw)
    throw new NotSimulated('An action that is not an inline script')
  if (variables.flag('Octopus.Action.RunOnServer')) throw new NotSimulated('A script that runs on the server')
  const body = raw.includes('#{') ? variables.substitute(raw) : raw
  const values = variables.all()
  if (syntax === 'Bash') {
    const script = await prepareBash(workFolder, body, values, options.bashVariables ?? 'lookup')
    return { script, simulated: [] }
  }
  if (syntax !== 'PowerShell') throw new NotSimulated(`The syntax ${syntax}`)
  const pwsh = options.pwsh ?? (await findOnPath('pwsh', environment))
  if (pwsh) return { script: await preparePowerShell(workFolder, body, values, pwsh), simulated: [] }
  const script = await prepareCarriedScript(workFolder, body, values)
  return { script, simulated: ['PowerShell: the carried script was run with node, not by a PowerShell'] }
}
