import path from 'node:path'
import { type Template, Tentacle } from '../../simulators/tentacle/tentacle.js'
import { belowNormal, inThatSession } from '../../templates/body.js'
import { type Contender, succeeded } from './contender.js'
import { nginxReloadByHand } from './nginx-reload-by-hand.js'

const templateOf = (body: string): Template => ({
  Id: 'StepTemplates-1',
  Name: 'Nothing',
  ActionType: 'Octopus.Script',
  Version: 1,
  Properties: {
    'Octopus.Action.Script.ScriptSource': 'Inline',
    'Octopus.Action.Script.Syntax': 'Bash',
    'Octopus.Action.Script.ScriptBody': `${body}\n`,
  },
  Parameters: [],
})

const emptyStep = (name: string, body: string): Contender => ({
  name,
  version: nginxReloadByHand.version,
  async start(setting) {
    const running = await nginxReloadByHand.start(setting)
    const machine = { name: 'bench', folder: path.join(setting.folder, 'tentacle'), path: [] }
    const tentacle = new Tentacle(machine, {}, { bashVariables: 'array' })
    const step = { stepName: 'nothing', template: templateOf(body), parameters: {} }
    return { ...running, switchTo: async () => succeeded(await tentacle.run(step)) }
  },
})

/** Nothing is switched: what it costs the users that Octopus runs a step at all on a machine as busy as this one. */
export const emptyBashStep = emptyStep('no switching, an empty Bash step each time', 'exit 0')

/** The same with what no step of ours can do without, below normal priority as theirs. */
export const emptyNodeStep = emptyStep(
  'no switching, a step of `node -e 0` each time',
  `${belowNormal}\n${inThatSession}node -e 0`,
)
