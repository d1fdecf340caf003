import { setTimeout as delay } from 'node:timers/promises'
import type { AroundSteps } from '../around-steps.js'
import type { FailedAt } from '../deployment.js'
import type { Display } from '../display.js'
import type { LoadProcess } from '../load/load-process-client.js'
import { nowMs } from '../load/now.js'
import type { Plan } from '../plan.js'
import type { Switch } from '../recording.js'
import { withKnownReleases } from '../report/known-release.js'
import type { Stage } from '../stage.js'
import { compared } from './compared.js'
import { ContinuousTransfers } from './continuous-transfers.js'
import { Processors } from './processors.js'
import { type Block, runningInMs, runningInSwitches, soakBlocks, soakTransfers, switchEveryMs } from './soak-plan.js'
import { type Phase, SoakTally } from './soak-tally.js'
import { switcherOf } from './switcher.js'

/** One switch of a soak. */
export type SoakSwitch = {
  /** From 1; 0 and less: before the measurement. */
  readonly number: number
  readonly release: string
  readonly startedAt: number
  readonly ms: number
  /** What was due from its beginning to that of what came after it. */
  readonly phase: Phase
  /** What the step told; undefined: nothing was switched. */
  readonly told: Switch | undefined
  readonly failedAt: FailedAt | undefined
}

export type Soak = {
  readonly tally: SoakTally
  /** In order; ends with the first one that failed. */
  readonly switches: readonly SoakSwitch[]
  /** Of this machine's processors while it was switched, and while it was not; 0 to 1, null: not measured. */
  readonly busy: { readonly switching: number | null; readonly quiet: number | null }
}

/**
 * Switches one machine to and fro between its two slots, with load and long transfers all the time, and as long without a
 * switch in between. Both releases are there and run; the second one is live.
 */
export async function soak(
  plan: Plan,
  stage: Stage,
  around: AroundSteps,
  load: LoadProcess,
  display: Display,
): Promise<Soak> {
  const { soak: wanted = 0, releases } = plan.options
  const [machine] = stage.machines
  const tally = new SoakTally(nowMs(), releases[1] ?? '')
  load.on('samples', (samples) => tally.record(withKnownReleases(samples, around.recording.ports)))
  const transfers = new ContinuousTransfers(
    load,
    machine?.name ?? '',
    plan.isSample ? soakTransfers(wanted) : [],
    stage.signal,
  )
  const switchTo = switcherOf(plan, stage, around)
  const pause = (ms: number) => stage.unlessAborted(delay(Math.max(0, ms), undefined, { signal: stage.signal }))
  const switches: SoakSwitch[] = []
  const processors = { switching: new Processors(), quiet: new Processors() }

  /** @returns whether it was made */
  async function makeSwitch(number: number, phase?: Phase): Promise<boolean> {
    const startedAt = nowMs()
    const release = releases[switches.length % 2] ?? ''
    const own = phase ?? tally.enter('switch', startedAt)
    tally.switchBegins(release, startedAt)
    const toldBefore = around.recording.switches.length
    const failedAt = await switchTo(release)
    const told = around.recording.switches[toldBefore]
    tally.switchEnded(told?.provenAt)
    const ms = nowMs() - startedAt
    switches.push({ number, release, startedAt, ms, phase: own, told, failedAt })
    await pause(switchEveryMs - ms)
    return failedAt === undefined
  }

  /** @returns whether all its switches were made */
  async function pass(block: Block): Promise<boolean> {
    if (block.kind === 'quiet') {
      tally.enter('quiet', nowMs())
      await pause(block.insteadOf * switchMs(switches))
    } else for (const number of block.numbers) if (!(await makeSwitch(number))) return false
    return true
  }

  async function measure(): Promise<void> {
    for (const block of soakBlocks(wanted)) {
      if (!(await processors[block.kind].during(() => pass(block)))) return
      const { switching, quiet } = compared(tally.phases)
      const made = Math.max(0, switches.length - runningInSwitches)
      const p99 = (ms: number | undefined) => (ms === undefined ? 'none yet' : `${ms.toFixed(1)} ms`)
      display.line(
        `${made} of ${wanted} switches; ${switching.lost + quiet.lost} lost; p99 ${p99(switching.latencyMs?.p99)}, without switching ${p99(quiet.latencyMs?.p99)}`,
      )
    }
  }

  display.line(
    `${wanted} switches, one every ${switchEveryMs / 1000} s, and as long without${plan.isSample ? '; the transfers never stop' : ''}`,
  )
  const [runningIn] = tally.phases
  await pause(runningInMs)
  let isFine = true
  for (let number = 1 - runningInSwitches; isFine && number <= 0; number++) isFine = await makeSwitch(number, runningIn)
  if (isFine) await measure()
  tally.enter('ending', nowMs())
  display.line('The transfers that are under way are waited for')
  await stage.unlessAborted(transfers.stop())
  return { tally, switches, busy: { switching: processors.switching.share, quiet: processors.quiet.share } }
}

/** How long the last switches took, each with the pause after it. */
function switchMs(switches: readonly SoakSwitch[]): number {
  const last = switches.slice(-5).map(({ ms }) => Math.max(ms, switchEveryMs))
  return last.reduce((sum, ms) => sum + ms, 0) / Math.max(1, last.length)
}
