import type { AroundSteps } from '../around-steps.js'
import { deploy, type FailedAt } from '../deployment.js'
import type { Plan } from '../plan.js'
import type { Stage } from '../stage.js'

/** Makes a release live whose slot is there; answers where that failed, undefined when it did not. */
export type Switcher = (release: string) => Promise<FailedAt | undefined>

/**
 * A deployment that is nothing but the step Switch of the chain, with the parameters that Deploy to Slot once gave out. Its variables
 * come as newer Calamari hands them over: with so many switches in a row the other way would measure Calamari.
 */
export function switcherOf(plan: Plan, { machines, signal }: Stage, around: AroundSteps): Switcher {
  const { steps, templates, isSample, options } = plan
  const chained = steps.flatMap(({ actions }) => actions).find(({ step }) => step.startsWith('switch-'))
  const [machine] = machines
  if (!chained || !machine) throw new Error('A soak needs a machine and a chain that switches.')
  let number = options.releases.length
  return (release) => {
    const slot = around.recording.slots.get(`${machine.name} ${release}`)
    const parameters = { ...chained.parameters, 'BG.Port': String(slot?.port ?? ''), 'BG.Slot': slot?.name ?? '' }
    return deploy({
      ...{
        release,
        number: ++number,
        packageFile: '',
        isSample,
        templates,
        machines,
        window: 1,
        signal,
        bashVariables: 'array',
      },
      steps: [{ name: 'Switch', machines: 'rolling', condition: 'Success', actions: [{ ...chained, parameters }] }],
      perform: around.of(release, false),
    })
  }
}
