import { execa } from 'execa'
import type { Contender } from './contender.js'
import { nginxReloadByHand } from './nginx-reload-by-hand.js'

/** Nothing is switched: what it costs the users that a machine as busy as this one starts Node at all. */
export const nodeStart: Contender = {
  name: 'no switching, `node -e 0` each time',
  version: nginxReloadByHand.version,
  async start(setting) {
    const running = await nginxReloadByHand.start(setting)
    const switchTo = async () => {
      await execa(process.execPath, ['-e', '0'])
    }
    return { ...running, switchTo }
  },
}
