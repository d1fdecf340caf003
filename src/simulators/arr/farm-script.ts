import { setTimeout as pause } from 'node:timers/promises'
import type { KnownScript } from '../iis/programs/powershell.js'
import type { ServerCounters } from './farm-member.js'

type Farms = Record<string, Record<string, ServerCounters>>

const stateNumbers = { Active: 0, Draining: 1, Inactive: 2 } as const

/**
 * Stands in for PowerShell scripts that print counters of a farm's servers through Microsoft.Web.Administration: loops over
 * `GetSection('webFarms')`, skips farms of another name (`-ne 'NAME'`), and prints a line for each server with `'FORMAT' -f $values`;
 * the whole as often as `-le N` says, `-Milliseconds M` apart.
 */
export const farmScript =
  (farms: () => Farms): KnownScript =>
  (args) => {
    const script = args.at(-1) ?? ''
    if (!script.includes('Microsoft.Web.Administration') || !script.includes("GetSection('webFarms')")) return undefined
    const [, name] = /GetAttributeValue\('name'\) -ne '((?:[^']|'')*)'/.exec(script) ?? []
    const [, list] = /\$values = ([^;]+);/.exec(script) ?? []
    const [, format] = /'([^']*)' -f \$values/.exec(script) ?? []
    if (name === undefined || list === undefined || format === undefined) return undefined
    const times = Number(/-le (\d+);/.exec(script)?.[1] ?? 1)
    const apartMs = Number(/Start-Sleep -Milliseconds (\d+)/.exec(script)?.[1] ?? 0)
    const wanted = name.replaceAll("''", "'").toLowerCase()
    const look = () => {
      const farm = Object.entries(farms()).find(([known]) => known.toLowerCase() === wanted)
      return Object.entries(farm?.[1] ?? {}).map(([address, counters]) => {
        const values = list.split(', ').map((expression) => shownValue(expression, address, counters))
        return `${format.replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)] ?? '')}\r\n`
      })
    }
    return printed(look, times, apartMs)
  }

async function printed(look: () => string[], times: number, apartMs: number) {
  const lines = look()
  for (let time = 2; time <= times; time++) {
    await pause(apartMs)
    lines.push(...look())
  }
  return { exitCode: 0, stdout: lines.join('') }
}

function shownValue(expression: string, address: string, counters: ServerCounters): string {
  const [, number, object, attribute = ''] =
    /^(\[int\])?\$(server|counters)\.GetAttributeValue\('(\w+)'\)$/.exec(expression.trim()) ?? []
  if (object === 'server' && attribute === 'address') return address
  if (object === 'counters' && attribute === 'state' && number) return String(stateNumbers[counters.state])
  const value = object === 'counters' ? counters[attribute as keyof ServerCounters] : undefined
  if (value === undefined || attribute === 'state')
    throw new Error(`The simulated PowerShell does not know ${expression}`)
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value)
}
