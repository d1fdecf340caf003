import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { chain } from '../../process/chain.js'
import { deploy } from '../../rehearsal/deployment.js'
import { packagesOf } from '../../rehearsal/packages.js'
import { projectFolder } from '../../rehearsal/project-folder.js'
import { startSimulatedMachine } from '../../rehearsal/simulated-machine.js'
import { templatesIn } from '../../rehearsal/templates.js'
import { deploymentVariables } from '../../rehearsal/variables.js'
import { Tentacle } from '../../simulators/tentacle/tentacle.js'
import { type Contender, succeeded } from './contender.js'
import { releases } from './releases.js'

const router = 'arr-rewrite'
const keepBoth = { 'BG.StopPrevious': 'False' }

/** Both releases deployed by the templates, and then Switch ARR out of its template. Brings its own front door and slots. */
export const arrSimulated: Contender = {
  name: 'our arr-rewrite',
  version: async () => 'a simulated ARR: not to be ranked',
  async start({ folder }) {
    const project = projectFolder()
    const self = [process.execPath, path.join(project, 'dist', 'octopus-blue-green.js')]
    const machine = await startSimulatedMachine({
      ...{ name: 'bench', folder: path.join(folder, 'machine'), router, self },
      ...{ start: undefined, adopt: false },
      onDied(error) {
        throw error
      },
    })
    const packagesFolder = path.join(folder, 'packages')
    await mkdir(packagesFolder)
    const packages = await packagesOf(releases, undefined, { project, folder: packagesFolder, broken: undefined })
    const steps = chain(router).slice(0, 1)
    const templates = templatesIn(
      project,
      steps.flatMap(({ actions }) => actions.map(({ step }) => step)),
      router,
    )
    const slots: { port: number; slot: string; release: string }[] = []
    for (const [index, release] of releases.entries()) {
      const failedAt = await deploy({
        ...{ release, number: index + 1, packageFile: packages[index] ?? '', isSample: true, steps, templates },
        ...{ machines: [machine], window: 1, signal: new AbortController().signal },
        async perform({ action, request, run }) {
          const isSwitch = action.step === 'switch-arr'
          const result = await run(isSwitch ? { ...request, parameters: keepBoth } : request)
          if (action.step === 'deploy-to-slot')
            slots.push({ port: Number(result.outputs['Port']), slot: result.outputs['SlotName'] ?? '', release })
          return result
        },
      })
      if (failedAt) throw new Error(`${release}, ${failedAt.step}: ${failedAt.message}`)
    }
    const tentacle = new Tentacle(
      machine.tentacle,
      deploymentVariables(machine, { release: '', number: slots.length + 1, isSample: true }),
    )
    const template = templates.get('switch-arr')
    const switchTo = async (port: number) => {
      const to = slots.find((each) => each.port === port)
      if (!template || !to) throw new Error(`There is no slot on port ${port}.`)
      const parameters = { ...keepBoth, 'BG.Port': String(port), 'BG.Slot': to.slot, 'BG.Release': to.release }
      succeeded(await tentacle.run({ stepName: 'Switch', template, parameters }))
    }
    const [first = 0, second = 0] = slots.map(({ port }) => port)
    await switchTo(first)
    return { frontPort: machine.frontPort, slots: [first, second], switchTo, stop: () => machine.stop() }
  },
}
