import type { WebFarm } from '../iis/web-farm.js'
import { healthFileName, healthPath } from './health-file.js'

/** What is not right with a farm, and the command that makes it so. */
export type FarmProblem = { readonly what: string; readonly command: string }

/** A switch waits for several checks in a row. */
const longestIntervalMs = 5_000

const setFarms = (...parameters: readonly string[]) =>
  `appcmd set config -section:webFarms ${parameters.map((parameter) => `"${parameter}"`).join(' ')} /commit:apphost`

const routing = 'applicationRequestRouting'

/** The commands that make a farm which is not there. */
const farmCommands = (name: string, ports: readonly [number, number]): string[] => [
  setFarms(
    `/+[name='${name}']`,
    ...ports.flatMap((port, index) => [
      `/+[name='${name}'].[address='127.0.0.${index + 1}']`,
      `/[name='${name}'].[address='127.0.0.${index + 1}'].${routing}.httpPort:${port}`,
    ]),
    `/[name='${name}'].${routing}.healthCheck.url:http://${name}${healthPath}/${healthFileName}`,
    `/[name='${name}'].${routing}.healthCheck.interval:00:00:01`,
    `/[name='${name}'].${routing}.healthCheck.timeout:00:00:05`,
    `/[name='${name}'].${routing}.healthCheck.responseMatch:up`,
  ),
]

/**
 * All that is not as a switch by health files needs it. Nobody's farm is changed by a step: it is told what to run.
 * @param ports of the slots
 */
export function farmProblems(
  farm: WebFarm | undefined,
  name: string,
  ports: readonly [number, number],
): readonly FarmProblem[] {
  if (!farm)
    return farmCommands(name, ports).map((command) => ({
      what: `there is no web farm "${name}" (a rewrite rule of the front site that leads to http://${name}/ is needed as well)`,
      command,
    }))
  const own = `/[name='${farm.name}']`
  const set = (what: string, setting: string) => ({ what, command: setFarms(`${own}${setting}`) })
  const check = farm.healthCheck
  const path = URL.canParse(check.url) ? new URL(check.url).pathname : undefined
  const wanted = `${healthPath}/${healthFileName}`
  const healthCheck = `.${routing}.healthCheck`
  return [
    ...(farm.enabled ? [] : [set('it is disabled', '.enabled:true')]),
    ...memberProblems(farm, ports),
    ...(path === wanted
      ? []
      : [
          set(
            check.url === '' ? 'it checks no health' : `its health check asks ${check.url}, not for ${wanted}`,
            `${healthCheck}.url:http://${farm.name}${wanted}`,
          ),
        ]),
    ...(/^[A-Za-z0-9]{1,50}$/.test(check.responseMatch)
      ? []
      : [
          set(
            check.responseMatch === ''
              ? 'its health check has no response match, so that every answer is a good one'
              : `its response match is "${check.responseMatch}", not a plain word of letters and digits`,
            `${healthCheck}.responseMatch:up`,
          ),
        ]),
    ...(check.intervalMs > 0 && check.intervalMs <= longestIntervalMs
      ? []
      : [
          set(
            `its health check runs every ${check.intervalMs / 1000} s; at most ${longestIntervalMs / 1000} s are possible, since both releases answer as long as ARR has not looked`,
            `${healthCheck}.interval:00:00:01`,
          ),
        ]),
    ...(check.minServers <= 1
      ? []
      : [
          set(
            `with fewer than ${check.minServers} healthy members it may disregard health`,
            `${healthCheck}.minServers:0`,
          ),
        ]),
  ]
}

function memberProblems(farm: WebFarm, ports: readonly [number, number]): FarmProblem[] {
  const members = farm.servers.filter(({ enabled }) => enabled)
  const own = `/[name='${farm.name}']`
  const shown = members.map(({ address, httpPort }) => `${address}:${httpPort}`).join(', ') || 'none'
  const at = (port: number) => members.filter(({ httpPort }) => httpPort === port)
  if (members.length > 2) {
    // Where each port has its one member, the others are those too many; else the last ones.
    const isPair = ports.every((port) => at(port).length === 1)
    const tooMany = isPair ? members.filter(({ httpPort }) => !ports.includes(httpPort)) : members.slice(2)
    return [
      {
        what: `it has ${members.length} enabled members (${shown}), not two`,
        command: setFarms(...tooMany.map(({ address }) => `${own}.[address='${address}'].enabled:false`)),
      },
    ]
  }
  const missing = ports.filter((port) => at(port).length === 0)
  if (missing.length === 0) return []
  // A member that has another port gets the right one; else one that is disabled comes back; else there is a new one.
  const free = members.filter(({ httpPort }, index) => !ports.includes(httpPort) || at(httpPort)[0] !== members[index])
  const known = new Set(farm.servers.map(({ address }) => address))
  const fresh = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'].filter((address) => !known.has(address))
  return missing.map((port, index) => {
    const disabled = farm.servers.find(({ enabled, httpPort }) => !enabled && httpPort === port)
    const address = free[index]?.address ?? disabled?.address ?? fresh[index] ?? 'ADDRESS'
    const server = `[name='${farm.name}'].[address='${address}']`
    const setting = !free[index] && disabled ? '.enabled:true' : `.${routing}.httpPort:${port}`
    return {
      what: `no enabled member has the port ${port} (members: ${shown})`,
      command: setFarms(...(known.has(address) ? [] : [`/+${server}`]), `/${server}${setting}`),
    }
  })
}
