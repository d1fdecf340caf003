import { belowNormal, inThatSession } from '../../templates/body.js'
import { bashStep } from './bash-step.js'
import type { Contender } from './contender.js'
import { nginxReloadByHand } from './nginx-reload-by-hand.js'

/** Nothing is switched: what no step of ours can do without, below normal priority as theirs. */
export const emptyNodeStep: Contender = {
  name: 'no switching, a step of `node -e 0` each time',
  version: nginxReloadByHand.version,
  async start(setting) {
    const running = await nginxReloadByHand.start(setting)
    const run = bashStep(setting.folder)
    return { ...running, switchTo: () => run(`${belowNormal}\n${inThatSession}node -e 0`) }
  },
}
