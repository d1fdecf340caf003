import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chain } from '../process/chain.js'
import { deploy } from '../rehearsal/deployment.js'
import { freePorts } from '../rehearsal/free-ports.js'
import { packagesOf } from '../rehearsal/packages.js'
import { projectFolder } from '../rehearsal/project-folder.js'
import { templatesIn } from '../rehearsal/templates.js'
import { arrModule } from '../simulators/arr/arr-module.js'
import { IisHost } from '../simulators/iis/iis-host.js'
import type { LogLine } from '../simulators/tentacle/tentacle.js'
import { median } from './median.js'
import type { Subject } from './subject.js'

const otherSites = [10, 100, 1_000] as const
/** A step that waits looks again until what it waits for is there: so many more calls are no growth. */
const looksAgain = 2
const mostGrowth = 2
const rounds = 5
/** The third one has something to delete. */
const releases = ['1.0.0', '1.1.0', '1.2.0']

/** `ownMs`: without the time in which appcmd ran. */
type Used = { readonly calls: number; readonly ms: number; readonly ownMs: number }

/** Other people's sites, stopped, since a thousand listeners are no matter of appcmd; each with a pool of its own, started as on any server. */
function configurationWith(sites: number, folder: string): string {
  const numbers = Array.from({ length: sites }, (_, index) => index + 1)
  return `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <system.applicationHost>
    <applicationPools>
${numbers.map((n) => `      <add name="Other${n}" />`).join('\n')}
    </applicationPools>
    <sites>
${numbers
  .map(
    (n) => `      <site name="Other${n}" id="${n}" serverAutoStart="false">
        <bindings><binding protocol="http" bindingInformation="*:80:other${n}.example.com" /></bindings>
        <application path="/" applicationPool="Other${n}"><virtualDirectory path="/" physicalPath="${folder}" /></application>
      </site>`,
  )
  .join('\n')}
    </sites>
  </system.applicationHost>
</configuration>
`
}

/** The last deployment of three: appcmd's calls and time by step. */
async function deployThrice(sites: number, folder: string): Promise<Map<string, Used>> {
  const iis = path.join(folder, 'iis')
  await mkdir(iis, { recursive: true })
  await writeFile(path.join(iis, 'applicationHost.config'), configurationWith(sites, folder))
  const host = await IisHost.start({ folder: iis }, [arrModule()])
  const {
    ports: [front = 0, ...slots],
    release: releasePorts,
  } = await freePorts(3)
  try {
    const project = projectFolder()
    const steps = chain('arr-rewrite')
    const packages = await packagesOf(releases, undefined, { project, folder, broken: undefined })
    const used = new Map<string, Used>()
    for (const [index, release] of releases.entries()) {
      const failedAt = await deploy({
        release,
        number: index + 1,
        packageFile: packages[index] ?? '',
        isSample: true,
        steps,
        templates: templatesIn(
          project,
          new Set(steps.flatMap(({ actions }) => actions.map(({ step }) => step))),
          'arr-rewrite',
        ),
        machines: [
          {
            name: 'web-1',
            tentacle: { name: 'web-1', folder: path.join(folder, 'tentacle'), path: [host.binFolder] },
            frontPort: front,
            variables: {
              'BlueGreen.Root': path.join(folder, 'applications'),
              'BlueGreen.Ports': slots.join(','),
              'BlueGreen.FrontDoorAddress': `127.0.0.1:${front}`,
              'BlueGreen.FrontBindings': `http/127.0.0.1:${front}:`,
            },
            surroundings: { platform: 'linux', folders: {}, ports: {} },
            appcmd: async () => {},
            stop: async () => {},
          },
        ],
        window: 1,
        signal: new AbortController().signal,
        async perform({ action, request, run }) {
          const before = callsOf(host)
          const result = await run(request)
          used.set(action.name, {
            calls: callsOf(host) - before,
            ms: result.ms,
            ownMs: result.ms - appcmdMs(result.log),
          })
          return result
        },
      })
      if (failedAt) throw new Error(`${sites} sites, ${release}, ${failedAt.step}: ${failedAt.message}`)
    }
    return used
  } finally {
    releasePorts()
    await host.stop()
  }
}

const callsOf = (host: IisHost): number => host.transcript().filter(({ program }) => program === 'appcmd').length

/** While at least one call ran: as the step itself has measured each. */
function appcmdMs(log: readonly LogLine[]): number {
  const ended = log.flatMap(({ text, at }) => {
    const [, ms] = /\bappcmd\b.*: exit code \d+, (\d+) ms$/.exec(text) ?? []
    return ms === undefined ? [] : [{ from: at - Number(ms), to: at }]
  })
  let [sum, until] = [0, 0]
  for (const { from, to } of ended.toSorted((one, other) => one.from - other.from)) {
    sum += Math.max(0, to - Math.max(from, until))
    until = Math.max(until, to)
  }
  return sum
}

async function onFreshMachine(sites: number): Promise<Map<string, Used>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'))
  return deployThrice(sites, folder).finally(() => rm(folder, { recursive: true, force: true }))
}

export const appcmdCalls: Subject = {
  name: 'appcmd-calls',
  title: 'Calls of appcmd, and many other sites',
  how: `The third of three deployments of the sample application through the templates, with ARR as the router, on a simulated IIS (and its appcmd: one call takes some 5 ms) that has so many sites and pools of other people; medians of ${rounds} rounds. "s" is the whole step, waits in the warm-up and the drain included; "own" is the step without the time in which appcmd ran, which here are the simulator's.`,
  async measure() {
    const found: Map<string, Used>[][] = otherSites.map(() => [])
    for (let round = 0; round < rounds; round++)
      for (const [index, sites] of otherSites.entries()) found[index]?.push(await onFreshMachine(sites))
    const all = [...(found[0]?.[0]?.keys() ?? [])]
    /** By number of sites. */
    const medians = (what: keyof Used, steps: readonly string[]) =>
      found.map((runs) =>
        median(runs.map((used) => steps.reduce((sum, step) => sum + (used.get(step)?.[what] ?? 0), 0))),
      )
    const line = (name: string, steps: readonly string[]) => ({
      name,
      calls: medians('calls', steps),
      ms: medians('ms', steps),
      ownMs: medians('ownMs', steps),
    })
    const growth = (times: readonly number[]) => (times.at(-1) ?? 0) / (times[0] ?? 1)
    const steps = all.map((step) => line(step, [step]))
    const whole = line('all', all)
    const looksMore = steps.filter(({ calls }) => Math.max(...calls) > Math.min(...calls) + looksAgain)
    const slower = steps.filter(({ ms }) => growth(ms) >= mostGrowth)
    const but = (those: readonly { readonly name: string }[]) =>
      those.length > 0 ? ` (not ${those.map(({ name }) => name).join(', ')})` : ''
    const shown = (ms: number | undefined) => ((ms ?? 0) / 1_000).toFixed(2)
    return {
      head: ['step', ...otherSites.flatMap((sites) => [`calls, ${sites} sites`, 's', 'own']), 'time ×', 'own ×'],
      rows: [...steps, whole].map(({ name, calls, ms, ownMs }) => [
        name,
        ...otherSites.flatMap((_, index) => [String(calls[index]), shown(ms[index]), shown(ownMs[index])]),
        growth(ms).toFixed(2),
        growth(ownMs).toFixed(2),
      ]),
      bars: [
        {
          says: `the number of calls does not grow with the number of sites, apart from ${looksAgain} looks more while it waits${but(looksMore)}`,
          holds: looksMore.length === 0,
        },
        {
          says: `each step's time grows by less than ${mostGrowth} times from ${otherSites[0]} to ${otherSites.at(-1)} sites${but(slower)}`,
          holds: slower.length === 0,
        },
        {
          says: `a deployment takes less than ${mostGrowth} times as long with ${otherSites.at(-1)} sites as with ${otherSites[0]}: ${growth(whole.ms).toFixed(2)}`,
          holds: growth(whole.ms) < mostGrowth,
        },
      ],
    }
  },
}
