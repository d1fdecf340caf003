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
import type { Subject } from './subject.js'

const otherSites = [10, 100, 1_000] as const
/** A step that waits looks again until what it waits for is there: so many more calls are no growth. */
const looksAgain = 2
const mostGrowth = 2
/** The third one has something to delete. */
const releases = ['1.0.0', '1.1.0', '1.2.0']

type Used = { readonly calls: number; readonly ms: number }

/** Other people's sites, each with a pool of its own; stopped, since a thousand listeners are no matter of appcmd. */
function configurationWith(sites: number, folder: string): string {
  const numbers = Array.from({ length: sites }, (_, index) => index + 1)
  return `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <system.applicationHost>
    <applicationPools>
${numbers.map((n) => `      <add name="Other${n}" autoStart="false" />`).join('\n')}
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
          used.set(action.name, { calls: callsOf(host) - before, ms: result.ms })
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

export const appcmdCalls: Subject = {
  name: 'appcmd-calls',
  title: 'Calls of appcmd, and many other sites',
  how: `The third of three deployments of the sample application through the templates, with ARR as the router, on a simulated IIS (and its appcmd: one call takes some 5 ms) that has so many sites and pools of other people. Waits in the warm-up and the drain are in the times, and so is what the simulator needs to print so many sites.`,
  async measure() {
    const found: Map<string, Used>[] = []
    for (const sites of otherSites) {
      const folder = await mkdtemp(path.join(tmpdir(), 'bench-'))
      found.push(await deployThrice(sites, folder).finally(() => rm(folder, { recursive: true, force: true })))
    }
    const steps = [...(found[0]?.keys() ?? [])]
    const seconds = (step: string) => found.map((used) => (used.get(step)?.ms ?? 0) / 1_000)
    const whole = found.map((used) => [...used.values()].reduce((sum, { ms }) => sum + ms, 0) / 1_000)
    const growth = (times: readonly number[]) => (times.at(-1) ?? 0) / (times[0] ?? 1)
    const calls = (step: string) => found.map((used) => used.get(step)?.calls ?? 0)
    const grows = steps.filter((step) => Math.max(...calls(step)) > Math.min(...calls(step)) + looksAgain)
    return {
      head: ['step', ...otherSites.flatMap((sites) => [`calls, ${sites} sites`, 's']), 'time ×'],
      rows: [
        ...steps.map((step) => [
          step,
          ...otherSites.flatMap((_, index) => [String(calls(step)[index]), seconds(step)[index]?.toFixed(2) ?? '']),
          growth(seconds(step)).toFixed(2),
        ]),
        ['all', ...otherSites.flatMap((_, index) => ['', whole[index]?.toFixed(2) ?? '']), growth(whole).toFixed(2)],
      ],
      bars: [
        {
          says: `the number of calls does not grow with the number of sites, apart from ${looksAgain} looks more while it waits${grows.length > 0 ? `; it grows in ${grows.join(', ')}` : ''}`,
          holds: grows.length === 0,
        },
        {
          says: `a deployment takes less than ${mostGrowth} times as long with ${otherSites.at(-1)} sites as with ${otherSites[0]}: ${growth(whole).toFixed(2)}`,
          holds: growth(whole) < mostGrowth,
        },
      ],
    }
  },
}
