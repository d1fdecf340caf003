import { type Cell, type Moment, table } from './html.js'
import type { LatencyMs, Report } from './report.js'
import { timeSpan } from './time-span.js'

/** Everything that the picture shows, and more, to be read. */
export function tables(report: Report): string {
  const { latencyMs, aroundSwitchMs, switches, transfers, steps, versions, deployments, soak } = report
  const { since } = timeSpan(report)
  const at = (moment: string | number): Cell => {
    const sinceMs = since(moment)
    return sinceMs < 0 ? 'before the load' : momentOf(sinceMs)
  }
  return [
    table(
      'Latency, ms',
      ['of', 'p50', 'p99', 'p99.9', 'max'],
      soak
        ? [
            ['measured', ...latencyCells(latencyMs)],
            ['while it was switched', ...latencyCells(aroundSwitchMs)],
            ['as long without a switch', ...latencyCells(soak.quiet.latencyMs)],
          ]
        : [
            ['all requests', ...latencyCells(latencyMs)],
            ['within a second of a switch', ...latencyCells(aroundSwitchMs)],
          ],
    ),
    table(
      'Deployments',
      ['release', 'result', 'where', 'what it said'],
      deployments.map(({ release, result, failedAt, asExpected }) => [
        release,
        `${result}${asExpected ? ', as expected' : ', not as expected'}`,
        failedAt ? `${failedAt.step} on ${failedAt.machine}` : '',
        failedAt?.message ?? '',
      ]),
    ),
    table(
      'Switches',
      ['machine', 'release', 'switched at', 'proven'],
      switches.map(({ machine, release, switchedAt, provenAt }) => [
        machine,
        release,
        at(switchedAt),
        provenAt === null
          ? 'no: the slot before was made live again'
          : `${(Date.parse(provenAt) - Date.parse(switchedAt)).toLocaleString('en')} ms later`,
      ]),
    ),
    table(
      'Long transfers',
      ['machine', 'what', 'began at', 'ms', 'release', 'result'],
      transfers.map((each) => [
        each.machine,
        each.kind,
        at(each.startedAt),
        each.ms,
        each.release ?? 'nobody',
        `${each.complete ? 'complete' : 'cut'}, ${each.acrossSwitch ? 'in flight across the switch' : 'not in flight across a proven switch'}${each.error ? `: ${each.error}` : ''}`,
      ]),
    ),
    table(
      'Steps',
      ['machine', 'release', 'step', 'began at', 'ms', 'result'],
      steps.map((step) => [
        step.machine,
        step.release,
        step.step,
        at(step.startedAt),
        step.ms,
        step.message ? `${step.result}: ${step.message}` : step.result,
      ]),
    ),
    table('Versions', ['of', 'version'], Object.entries(versions)),
  ].join('\n')
}

const latencyCells = (latency: LatencyMs | null): Cell[] =>
  latency === null ? ['no answers', '', '', ''] : [latency.p50, latency.p99, latency.p999, latency.max]

export const momentOf = (sinceMs: number): Moment => ({ sinceMs, text: `${(sinceMs / 1000).toFixed(2)} s` })
