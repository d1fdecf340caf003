import { table } from './html.js'
import type { LatencyMs, Report } from './report.js'

/** Everything that the plots show, and more, for readers without a script. */
export function tables(report: Report): string {
  const { latencyMs, aroundSwitchMs, switches, transfers, steps, lostRequests, simulated, versions, deployments } =
    report
  const begin = Date.parse(report.timeline.from)
  const at = (moment: string | number) => {
    const ms = new Date(moment).getTime() - begin
    return ms < 0 ? 'before the load' : `${(ms / 1000).toFixed(2)} s`
  }
  return [
    table(
      'Latency, ms',
      ['of', 'p50', 'p99', 'p99.9', 'max'],
      [
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
      ['machine', 'release', 'switched at', 'proven at'],
      switches.map(({ machine, release, switchedAt, provenAt }) => [
        machine,
        release,
        at(switchedAt),
        provenAt === null ? 'not proven: the previous slot was made live again' : at(provenAt),
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
    table(
      'Requests that were lost or mixed',
      ['at', 'machine', 'phase', 'kind', 'why', 'error'],
      lostRequests.map((lost) => [
        at(lost.at),
        lost.machine,
        lost.phase ?? '',
        lost.kind,
        lost.reason,
        lost.error ?? '',
      ]),
    ),
    table(
      'Not the real thing',
      ['what'],
      simulated.map((what) => [what]),
    ),
    table('Versions', ['of', 'version'], Object.entries(versions)),
  ].join('\n')
}

const latencyCells = (latency: LatencyMs | null): (string | number)[] =>
  latency === null ? ['no answers', '', '', ''] : [latency.p50, latency.p99, latency.p999, latency.max]
