import { isNginx } from '../process/chain.js'
import type { ActionResult } from '../simulators/tentacle/tentacle.js'
import type { Perform, Turn } from './deployment.js'
import { countersLine, type Display } from './display.js'
import { killingFirstSwitch, type Scenario } from './fail.js'
import type { LoadProcess } from './load/load-process-client.js'
import type { Plan } from './plan.js'
import { Recording } from './recording.js'
import { count } from './report/verdict.js'
import type { Stage } from './stage.js'
import { StepLog } from './step-log.js'
import { StepTranscript } from './step-transcript.js'
import { transfersBefore } from './transfers.js'

const maxLostShown = 5

/** What happens around each step: it is told, recorded and logged; under load the phase is noted and transfers begin. */
export class AroundSteps {
  readonly recording = new Recording()
  readonly log = new StepLog()
  /** Every command of the steps, where that is wanted. */
  transcript: StepTranscript | undefined
  readonly #plan: Plan
  readonly #display: Display
  readonly #at = new Map<string, string>()
  #load: LoadProcess | undefined

  constructor(plan: Plan, display: Display) {
    this.#plan = plan
    this.#display = display
  }

  /** The machines are there. */
  opened({ machines, folder, recorder }: Pick<Stage, 'machines' | 'folder' | 'recorder'>): void {
    const { router, releases, adopt, iis } = this.#plan.options
    const each = iis
      ? `this one, its own IIS with ${isNginx(router) ? 'NGINX' : 'ARR'}`
      : `each a simulated IIS ${isNginx(router) ? 'behind a real NGINX' : 'with a simulated ARR'}`
    if (recorder) this.transcript = new StepTranscript(recorder)
    this.#display.line(`${count(machines.length, 'machine', 'machines')}, ${each}; folder ${folder}`)
    this.#display.line(
      `Release ${releases[0]} everywhere${adopt ? ', as a plain site that is to be taken in' : ''}, not measured`,
    )
  }

  /** From now on requests are being sent. */
  under(load: LoadProcess): void {
    this.#load = load
    this.#display.line(`${this.#plan.options.ratePerSecond} requests a second from now on`)
    load.on('counters', (counters) => {
      const steps = [...this.#at].map(([machine, step]) => `${machine}: ${step}`)
      this.#display.status([countersLine(counters), ...steps].join(' | '))
    })
    let shown = 0
    load.on('lost', ({ machine, phase, error, reason }) => {
      if (++shown <= maxLostShown) this.#display.line(`${machine}  ${reason} during ${phase ?? 'no step'}: ${error}`)
      if (shown === maxLostShown) this.#display.line('Further ones are in the report.')
    })
  }

  /**
   * Once for each deployment.
   * @param isLast the release that goes wrong where something is to go wrong
   */
  of(release: string, isLast: boolean): Perform {
    const noted = this.recording.around(release)
    const recorded = this.transcript ? this.transcript.around(release, noted) : noted
    const { scenario, isSample, options } = this.#plan
    const hasTransfers = isSample && options.soak === undefined
    const beginTransfers = this.#load && hasTransfers ? transfersBefore(this.#load, this.recording) : undefined
    const told: Perform = async (turn) => {
      this.#begins(turn)
      beginTransfers?.(turn)
      const result = await recorded(turn)
      this.#ended(turn, release, result)
      return result
    }
    if (!isLast || !scenario) return told
    const broken = withParameters(told, scenario.parameters ?? {})
    return scenario.kills ? killingFirstSwitch(broken) : broken
  }

  #begins({ machine, action }: Turn): void {
    this.#at.set(machine.name, action.name)
    this.#load?.phase(machine.name, action.name)
  }

  #ended({ machine, action }: Turn, release: string, result: ActionResult): void {
    this.#at.delete(machine.name)
    this.#load?.phase(machine.name, `after ${action.name}`)
    this.log.add(machine.name, release, action.name, result)
    const end = result.succeeded ? 'ok    ' : result.killed ? 'killed' : 'FAILED'
    const seconds = `${(result.ms / 1000).toFixed(1).padStart(5)} s`
    const columns = [machine.name, release, action.name.padEnd(16), end, seconds, said(result)]
    this.#display.line(columns.join('  '))
  }
}

const withParameters =
  (perform: Perform, more: NonNullable<Scenario['parameters']>): Perform =>
  (turn) => {
    const parameters = { ...turn.request.parameters, ...more[turn.action.step] }
    return perform({ ...turn, request: { ...turn.request, parameters } })
  }

/** Its own last sentence, or why it failed. */
function said({ succeeded, resultMessage, log }: ActionResult): string {
  const last = log.findLast(({ level }) => (succeeded ? level === 'info' || level === 'highlight' : level === 'error'))
  return (resultMessage ?? last?.text ?? '').slice(0, 160)
}
