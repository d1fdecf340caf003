import path from 'node:path'
import { type Template, Tentacle } from '../../simulators/tentacle/tentacle.js'
import { succeeded } from './contender.js'

const templateOf = (body: string): Template => ({
  Id: 'StepTemplates-1',
  Name: 'Script',
  ActionType: 'Octopus.Script',
  Version: 1,
  Properties: {
    'Octopus.Action.Script.ScriptSource': 'Inline',
    'Octopus.Action.Script.Syntax': 'Bash',
    'Octopus.Action.Script.ScriptBody': `${body}\n`,
  },
  Parameters: [],
})

/** Runs Bash scripts as Octopus does, with a Tentacle in a folder of its own. */
export function bashStep(folder: string): (body: string) => Promise<void> {
  const machine = { name: 'bench', folder: path.join(folder, 'tentacle'), path: [] }
  const tentacle = new Tentacle(machine, {}, { bashVariables: 'array' })
  return async (body) =>
    succeeded(await tentacle.run({ stepName: 'script', template: templateOf(body), parameters: {} }))
}
