import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePorts } from '../../rehearsal/free-ports.js'
import { latency } from '../../rehearsal/load/latency.js'
import { LoadProcess } from '../../rehearsal/load/load-process-client.js'
import { nowMs } from '../../rehearsal/load/now.js'
import { projectFolder } from '../../rehearsal/project-folder.js'
import { switchEveryMs } from '../../rehearsal/soak/soak-plan.js'
import { haveRealParts } from '../../verify/have-real-parts.js'
import { median, medianInterval } from '../median.js'
import type { Subject, Table } from '../subject.js'
import { arrSimulated } from './arr-simulated.js'
import { caddy } from './caddy.js'
import type { Contender } from './contender.js'
import { emptyNodeStep } from './empty-step.js'
import { haproxy, haproxyByStep } from './haproxy.js'
import { nginxOurs } from './nginx-ours.js'
import { nginxReloadByHand } from './nginx-reload-by-hand.js'
import { overlaps, type Switched } from './overlap.js'
import { releases, startReleases } from './releases.js'

/**
 * p99 of one run differs from that of the next by a tenth and more, also without any switching, and most of that is the
 * machine's. So runs of the same round are compared with each other, and what a bar asks for is measured in as many rounds as
 * half an hour allows; the other rows take part in every fourth.
 */
const rounds = 16
const allTakePartEvery = 4
const ratePerSecond = 500
const switches = 8
const mostBehindHaproxy = 0.05

const flagMode = nginxOurs('nginx-flag', '**our flag mode, NGINX**')
const reloadMode = nginxOurs('nginx-reload', '**our reload mode, NGINX**')
const contenders: readonly Contender[] = [
  emptyNodeStep,
  flagMode,
  reloadMode,
  nginxReloadByHand,
  haproxy,
  haproxyByStep,
  caddy,
  arrSimulated,
]

type Run = {
  readonly requests: number
  readonly lost: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly switchMs: readonly number[]
  readonly bothMs: readonly number[]
  readonly saturated: boolean
}

/** Constant load for as long as so many switches take, or without any of them. */
async function runOf(contender: Contender, switching: boolean, parent: string): Promise<Run> {
  const { ports, release } = await freePorts(4)
  const [frontPort = 0, adminPort = 0, first = 0, second = 0] = ports
  const folder = await mkdtemp(path.join(parent, 'run-'))
  await chmod(folder, 0o755) // NGINX's workers may be another user
  const own = path.join(folder, 'router')
  await mkdir(own)
  const applications = await startReleases(folder, [first, second])
  try {
    const router = await contender.start({ folder: own, frontPort, adminPort, slots: [first, second] })
    try {
      const self = [process.execPath, path.join(projectFolder(), 'dist', 'octopus-blue-green.js'), 'load']
      const load = await LoadProcess.start(self, {
        targets: [{ machine: 'bench', url: `http://127.0.0.1:${router.frontPort}` }],
        ratePerSecond,
        releaseHeader: 'X-Release',
        timeoutMs: 30_000,
      })
      const [done, switchMs]: [Switched[], number[]] = [[], []]
      let dueAt = nowMs()
      for (let number = 1; number <= switches; number++) {
        dueAt += switchEveryMs
        await pause(Math.max(0, dueAt - nowMs()))
        if (!switching) continue
        const begunAt = nowMs()
        await router.switchTo(router.slots[number % 2] ?? 0)
        switchMs.push(nowMs() - begunAt)
        done.push({ begunAt, release: releases[number % 2] ?? '' })
      }
      await pause(switchEveryMs)
      const result = await load.stop()
      const { p50, p99, p999 } = latency(result.samples) ?? { p50: 0, p99: 0, p999: 0 }
      return {
        ...{ requests: result.requests, lost: result.lost.length + result.mixed.length, p50, p99, p999, switchMs },
        bothMs: overlaps(result.samples, done),
        saturated: result.generator.saturated,
      }
    } finally {
      await router.stop()
    }
  } finally {
    await Promise.all(applications.map((each) => each.stop()))
    release()
  }
}

/** `runs` by the number of their round. */
type Row = { readonly name: string; readonly runs: ReadonlyMap<number, Run> }
/** Something of each round. */
type ByRound = ReadonlyMap<number, number>

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
const figures = ({ runs }: Row, of: (run: Run) => number): number[] => [...runs.values()].map(of)
const lostBy = (row: Row) => sum(figures(row, ({ lost }) => lost))

/** Of each round that both have. */
const paired = (one: ByRound, other: ByRound, of: (one: number, other: number) => number): ByRound =>
  new Map(
    [...one].flatMap(([round, figure]) => {
      const beside = other.get(round)
      return beside === undefined ? [] : [[round, of(figure, beside)]]
    }),
  )

/** What the one needed, relative to the other in the same round. */
const ratios = (row: Row, base: Row, of: (run: Run) => number): ByRound => {
  const byRound = ({ runs }: Row) => new Map([...runs].map(([round, run]) => [round, of(run)]))
  return paired(byRound(row), byRound(base), (one, other) => one / other)
}

const cells = (row: Row, base: Row): string[] => {
  const ms = (of: (run: Run) => number) => median(figures(row, of)).toFixed(1)
  const ratio = (of: (run: Run) => number) => median([...ratios(row, base, of).values()]).toFixed(2)
  const all = (of: (run: Run) => readonly number[]) => {
    const numbers = [...row.runs.values()].flatMap(of)
    return numbers.length === 0 ? '' : median(numbers).toFixed(0)
  }
  return [
    row.name,
    `${lostBy(row)} of ${sum(figures(row, ({ requests }) => requests)).toLocaleString('en')}`,
    ms(({ p50 }) => p50),
    `${ms(({ p99 }) => p99)} (${ratio(({ p99 }) => p99)})`,
    `${ms(({ p999 }) => p999)} (${ratio(({ p999 }) => p999)})`,
    all(({ switchMs }) => switchMs),
    all(({ bothMs }) => bothMs),
  ]
}

const rotated = <T>(all: readonly T[], by: number): T[] => [
  ...all.slice(by % all.length),
  ...all.slice(0, by % all.length),
]

async function measureIn(parent: string): Promise<Table> {
  const all = [
    { name: 'no switching, NGINX', contender: nginxReloadByHand, switching: false, compared: true },
    ...contenders.map((contender) => ({
      ...{ name: contender.name, contender, switching: true },
      compared: [flagMode, haproxy, haproxyByStep].includes(contender),
    })),
  ]
  const runs = all.map(() => new Map<number, Run>())
  for (let round = 0; round < rounds; round++) {
    const partakers = [...all.entries()].filter(([, { compared }]) => compared || round % allTakePartEvery === 0)
    // Each round begins with another one: a machine that gets slower is nobody's disadvantage.
    for (const [index, { name, contender, switching }] of rotated(partakers, round)) {
      const run = await runOf(contender, switching, parent)
      runs[index]?.set(round, run)
      console.error(
        `Round ${round + 1} of ${rounds}, ${name}: lost ${run.lost} of ${run.requests}, p99 ${run.p99.toFixed(2)} ms`,
      )
    }
  }

  const rows = await Promise.all(
    all.map(async ({ name, contender }, index): Promise<Row> => {
      const version = await contender.version()
      return { name: `${name} (${version})`, runs: runs[index] ?? new Map() }
    }),
  )
  const rowOf = (contender: Contender) => rows[1 + contenders.indexOf(contender)]
  const [base, ours, api, step, floor] = [rows[0], ...[flagMode, haproxy, haproxyByStep, emptyNodeStep].map(rowOf)]
  if (!base || !ours || !api || !step || !floor) throw new Error('A contender is missing.')
  const p99Ratios = (row: Row) => ratios(row, base, ({ p99 }) => p99)
  /** By how much its p99 ratio is above that of another, by round. */
  const above = (row: Row, other: Row) => [
    ...paired(p99Ratios(row), p99Ratios(other), (one, beside) => one - beside).values(),
  ]
  const aboveBar = (theirs: Row, how: string) => {
    const [behind, floorBehind] = [above(ours, theirs), above(floor, theirs)]
    const [from, to] = medianInterval(behind).map((each) => each.toFixed(2))
    return {
      says: `its p99 ratio is at most ${mostBehindHaproxy} above that of HAProxy, switched ${how}: ${median(behind).toFixed(2)}, the median of ${behind.length} rounds' differences (95 % interval ${from} to ${to}; with Node started and nothing done: ${median(floorBehind).toFixed(2)}, of ${floorBehind.length} rounds)`,
      holds: median(behind) <= mostBehindHaproxy,
    }
  }
  const saturated = runs.flatMap((each) => [...each.values()]).filter((run) => run.saturated).length
  return {
    head: ['router', 'lost', 'p50', 'p99 (ratio)', 'p99.9 (ratio)', 'a switch', 'both releases'],
    rows: rows.map((row) => cells(row, base)),
    bars: [
      {
        says: `our flag mode loses no more than HAProxy, switched by a Bash step or without one: ${lostBy(ours)}; ${lostBy(step)} and ${lostBy(api)}`,
        holds: lostBy(ours) <= Math.min(lostBy(step), lostBy(api)),
      },
      aboveBar(step, 'by a Bash step'),
      aboveBar(api, 'without a step'),
      {
        says: `the load generator kept its time in every run${saturated > 0 ? `, except ${saturated}` : ''}`,
        holds: saturated === 0,
      },
    ],
  }
}

export const routers: Subject = {
  name: 'routers',
  title: 'Routers under load while they are switched',
  how: `${ratePerSecond} requests a second (GET and POST, three of four over kept connections, open loop, latency from when a request was due), ${switches} switches, one every ${switchEveryMs / 1_000} s as in a soak, between two releases of the sample application; ${rounds} rounds of no switching, our flag mode and HAProxy, which bars compare, the others in every ${allTakePartEvery}th; each round begins with the next router. Times in ms: medians of the rounds; in brackets the median of the ratios to no switching in the same round. "a switch" is how long it takes whoever switches, for ours the whole step out of its template: Bash, Node, and the proof through the front door. "both releases" is how long the old release still answered after the new one had begun to. Ours is \`Switch NGINX\`; the others: the upstream edited in place and \`nginx -s reload\`; \`set server … state ready\` and \`drain\` over HAProxy's socket; \`PATCH /id/proxy/upstreams\` for Caddy. These are switched by the benchmark's own process, which costs the machine next to nothing; HAProxy once more by a Bash step, as by ours (Calamari's start of it simulated; the real one is a .NET program besides), with the shortest script that does it. In the second row nothing is switched: it tells what a step costs that starts Node and does nothing, than which none of ours can cost less.`,
  async measure() {
    await haveRealParts(['nginx', 'haproxy', 'caddy'])
    const parent = await mkdtemp(path.join(tmpdir(), 'bench-'))
    await chmod(parent, 0o755)
    try {
      return await measureIn(parent)
    } finally {
      await rm(parent, { recursive: true, force: true })
    }
  },
}
