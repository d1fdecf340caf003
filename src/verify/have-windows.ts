import { nodePackages } from '../simulators/windows/node-packages.js'
import { windowsPrefix } from '../simulators/windows/prefix.js'
import { missingForWindows, missingWinePackages, wineVersion } from '../simulators/windows/wine.js'
import { install, meansHere } from './have-real-parts.js'
import { planParts } from './plan-parts.js'

/**
 * Makes ready what plays the Windows machine of the tests: Wine, a compiler for Windows, Windows' Node. Where Wine lacks and may not be
 * installed, the tests do without.
 * @throws Error when it may be installed or is there, and does not work
 */
export async function haveWindows(): Promise<void> {
  const plan = planParts(await missingWinePackages(), await meansHere())
  if (plan.kind === 'tell') console.log(plan.message)
  if (plan.kind === 'install') await install(plan)
  const missing = await missingForWindows()
  if (missing !== undefined) {
    console.log(`Left out, because ${missing}.`)
    return
  }
  const prefix = await windowsPrefix()
  const nodes = Object.values(nodePackages).map(({ version }) => `Node ${version}`)
  console.log(`There are: Wine ${await wineVersion()}, ${nodes.join(', ')}, in ${prefix}.`)
}
