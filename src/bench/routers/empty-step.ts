import path from 'node:path'
import { type Template, Tentacle } from '../../simulators/tentacle/tentacle.js'
import { type Contender, succeeded } from './contender.js'
import { nginxReloadByHand } from './nginx-reload-by-hand.js'

const template: Template = {
  Id: 'StepTemplates-1',
  Name: 'Nothing',
  ActionType: 'Octopus.Script',
  Version: 1,
  Properties: {
    'Octopus.Action.Script.ScriptSource': 'Inline',
    'Octopus.Action.Script.Syntax': 'Bash',
    'Octopus.Action.Script.ScriptBody': 'exit 0\n',
  },
  Parameters: [],
}

/** Nothing is switched: what it costs the users that Octopus runs a step at all on a machine as busy as this one. */
export const emptyStep: Contender = {
  name: 'no switching, an empty Bash step each time',
  version: nginxReloadByHand.version,
  async start(setting) {
    const running = await nginxReloadByHand.start(setting)
    const machine = { name: 'bench', folder: path.join(setting.folder, 'tentacle'), path: [] }
    const tentacle = new Tentacle(machine, {}, { bashVariables: 'array' })
    const switchTo = async () => succeeded(await tentacle.run({ stepName: 'nothing', template, parameters: {} }))
    return { ...running, switchTo }
  },
}
