import type { ActionResult } from '../simulators/tentacle/tentacle.js'
import type { Perform } from './deployment.js'
import type { RehearsalMachine } from './rehearsal-machine.js'

/** One run of a step on a machine. Times in milliseconds since 1970. */
export type StepRun = {
  readonly machine: string
  readonly step: string
  readonly release: string
  readonly startedAt: number
  readonly ms: number
  readonly result: 'succeeded' | 'failed' | 'killed'
  /** What a failed one said. */
  readonly message?: string
}

/** New requests of a machine went to another slot. */
export type Switch = {
  readonly machine: string
  readonly release: string
  readonly switchedAt: number
  /** When the last answer of the proof had come; undefined: it was not proven. */
  readonly provenAt: number | undefined
}

/** A plain site was taken in behind the router. */
export type Adoption = {
  readonly machine: string
  /** How long users had no answer, at most, and when that was over. */
  readonly gapMs: number
  readonly endedAt: number
}

/** Which release a port of a machine answers with, from a moment on. */
export type PortGiven = {
  readonly machine: string
  /** Undefined: answers that name no port. */
  readonly port: number | undefined
  readonly release: string
  readonly at: number
}

/** What happened on the machines, as the steps themselves told it. */
export class Recording {
  readonly steps: StepRun[] = []
  readonly switches: Switch[] = []
  readonly ports: PortGiven[] = []
  readonly adoptions: Adoption[] = []
  readonly simulated = new Set<string>()
  /** Each slot that was deployed, by `<machine> <release>`. */
  readonly slots = new Map<string, { readonly name: string; readonly port: number }>()
  /** The longest time from the start of a step to its proof, so far. */
  slowestProofMs = 0

  /** A release that was put there by hand; when it is taken in it gets the first port of the pair. */
  plainSite({ name, variables }: RehearsalMachine, release: string): void {
    const [port] = (variables['BlueGreen.Ports'] ?? '').split(',')
    for (const its of [undefined, Number(port)]) this.ports.push({ machine: name, port: its, release, at: 0 })
  }

  /** Runs the action and notes what became of it. */
  around(release: string): Perform {
    return async ({ machine, action, request, run }) => {
      const startedAt = Date.now()
      const result = await run(request)
      const { outputs } = result
      const at = { machine: machine.name, release }
      const message = result.succeeded ? undefined : result.resultMessage || lastError(result)
      this.steps.push({
        ...at,
        step: action.name,
        startedAt,
        ms: result.ms,
        result: result.succeeded ? 'succeeded' : result.killed ? 'killed' : 'failed',
        ...(message === undefined ? {} : { message }),
      })
      for (const what of result.simulated) this.simulated.add(what)
      if (action.step === 'deploy-to-slot' && outputs['Port']) {
        const port = Number(outputs['Port'])
        this.ports.push({ ...at, port, at: Date.now() })
        this.slots.set(`${machine.name} ${release}`, { name: outputs['SlotName'] ?? '', port })
      }
      const { AdoptGapMs: gapMs, AdoptedAt: adoptedAt } = outputs
      if (gapMs && adoptedAt)
        this.adoptions.push({ machine: machine.name, gapMs: Number(gapMs), endedAt: Date.parse(adoptedAt) })
      if (outputs['SwitchedAt'] || outputs['ProvenAt']) this.#switched(at, outputs)
      if (outputs['ProvenAt'])
        this.slowestProofMs = Math.max(this.slowestProofMs, Date.parse(outputs['ProvenAt']) - startedAt)
      return result
    }
  }

  /** A switch that was killed is proven by the run after it. */
  #switched(at: { machine: string; release: string }, outputs: ActionResult['outputs']): void {
    const known = this.switches.findIndex(
      (other) => other.machine === at.machine && other.release === at.release && other.provenAt === undefined,
    )
    const before = this.switches[known]
    const provenAt = outputs['ProvenAt'] ? Date.parse(outputs['ProvenAt']) : undefined
    const switchedAt = outputs['SwitchedAt'] ? Date.parse(outputs['SwitchedAt']) : (before?.switchedAt ?? provenAt)
    if (switchedAt === undefined) return
    const now = { ...at, switchedAt, provenAt }
    if (before) this.switches[known] = now
    else this.switches.push(now)
  }
}

const lastError = ({ log, exitCode }: ActionResult): string =>
  log.findLast(({ level }) => level === 'error')?.text ?? `exit code ${exitCode}`
