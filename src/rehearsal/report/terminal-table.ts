import { adoptionTold } from './adoption.js'
import type { LatencyMs, Report } from './report.js'
import type { SoakReport } from './soak-report.js'

/** The report for a terminal. */
export function terminalTable(report: Report): string {
  const { requests, lost, lostAtReload, lostOnReused, lostOnFresh, mixed, stale, answersByRelease, transfers } = report
  const complete = transfers.filter((each) => each.complete)
  const across = complete.filter(({ acrossSwitch }) => acrossSwitch)
  const adopted = adoptionTold(report.adoptions)
  const rows: (readonly [string, string])[] = [
    ['requests', requests.toLocaleString('en')],
    ['lost', lost === 0 ? '0' : `${lost}: ${lostOnReused} on reused connections, ${lostOnFresh} on fresh ones`],
    ...(lostAtReload > 0 ? [['at a reload of NGINX', `${lostAtReload} of these`] as const] : []),
    ...(adopted ? [['before, by adoption', adopted] as const] : []),
    ['mixed', String(mixed)],
    ['stale', String(stale)],
    ...Object.entries(answersByRelease).map(([release, n]): [string, string] => [
      `answers of ${release}`,
      n.toLocaleString('en'),
    ]),
    [report.soak ? 'latency, measured' : 'latency', latencyText(report.latencyMs)],
    ...(report.soak ? soakRows(report.soak) : [['around the switches', latencyText(report.aroundSwitchMs)] as const]),
    ...(transfers.length > 0
      ? [
          [
            'long transfers',
            `${complete.length} of ${transfers.length} complete, ${across.length} across a switch`,
          ] as [string, string],
        ]
      : []),
  ]
  return [
    '',
    ...rows.map(([name, value]) => `${name.padEnd(20)} ${value}`),
    '',
    ...(report.soak ? [] : stepTable(report)),
    '',
    ...report.simulated.map((what) => `simulated: ${what}`),
    '',
    ...report.problems.map((problem) => `PROBLEM: ${problem}`),
    report.sentence,
  ].join('\n')
}

export const latencyText = (latency: LatencyMs | null): string =>
  latency === null
    ? 'no answers'
    : `p50 ${latency.p50} ms, p99 ${latency.p99} ms, p99.9 ${latency.p999} ms, max ${latency.max} ms`

function soakRows({ switching, quiet, ratio, provenAfterMs, transfers }: SoakReport): [string, string][] {
  return [
    ['with switches', `${lostText(switching)}; ${latencyText(switching.latencyMs)}`],
    ['without', `${lostText(quiet)}; ${latencyText(quiet.latencyMs)}`],
    ['ratio', ratio ? `p50 ${ratio.p50}, p99 ${ratio.p99}, p99.9 ${ratio.p999}` : 'unknown'],
    ['proven after', provenAfterMs ? `${provenAfterMs.median} ms (median), at most ${provenAfterMs.max} ms` : 'never'],
    ...transfers.map(({ kind, count, whole, mostSwitches }): [string, string] => [
      kind,
      `${whole} of ${count} whole, across up to ${mostSwitches} switches`,
    ]),
  ]
}

const lostText = ({ lost, requests }: SoakReport['quiet']) => `${lost} lost of ${requests.toLocaleString('en')}`

/** Seconds of each step, a column a machine, of the last release. */
function stepTable({ steps, options, serving }: Report): string[] {
  const release = options.releases.at(-1)
  const machines = Object.keys(serving)
  const own = steps.filter((step) => step.release === release)
  const names = [...new Set(own.map(({ step }) => step))]
  const cell = (machine: string, name: string) =>
    own
      .filter((step) => step.machine === machine && step.step === name)
      .map(({ ms, result }) => `${(ms / 1000).toFixed(1)} s${result === 'succeeded' ? '' : ` ${result}`}`)
      .join(', ')
  const line = (head: string, cells: readonly string[]) =>
    `${head.padEnd(20)} ${cells.map((text) => text.padEnd(14)).join('')}`.trimEnd()
  return [
    line(`steps of ${release}`, machines),
    ...names.map((name) =>
      line(
        name,
        machines.map((machine) => cell(machine, name)),
      ),
    ),
  ]
}
