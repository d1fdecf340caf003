import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type HeldPort, holdPort } from '../simulators/hold-port.js'

export type FreePorts = { readonly ports: readonly number[]; release(): void }

/** Not those that HTTP clients refuse or well-known servers use, nor those of the simulated IIS's workers (22,000 to 31,999). */
const usable: readonly Range[] = [
  [20_000, 21_999],
  [32_000, 65_535],
]

/**
 * Ports of 127.0.0.1 on which nobody listens, and which the kernel never gives to outgoing connections. Until `release` no
 * other rehearsal on this machine takes them.
 * @see https://docs.kernel.org/networking/ip-sysctl.html (ip_local_port_range)
 */
export async function freePorts(count: number): Promise<FreePorts> {
  const ranges = rangesWithout(outgoingPorts())
  const held: HeldPort[] = []
  while (held.length < count) held.push(await holdPort(() => portIn(ranges)))
  const release = () => {
    for (const port of held) port.release()
  }
  return { ports: held.map(({ port }) => port), release }
}

type Range = readonly [from: number, to: number]

/** @see https://learn.microsoft.com/troubleshoot/windows-server/networking/default-dynamic-port-range-tcpip-chang */
const outgoingPortsOfWindows: Range = [49_152, 65_535]

function outgoingPorts(): Range {
  if (process.platform === 'win32') return outgoingPortsOfWindows
  const [from = 32_768, to = 60_999] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')
    .split(/\s+/)
    .map(Number)
  return [from, to]
}

/** What is left of the usable ports; all of them where nothing is left. */
export function rangesWithout([from, to]: Range): readonly Range[] {
  const left = usable
    .flatMap(([low, high]): Range[] => [
      [low, Math.min(high, from - 1)],
      [Math.max(low, to + 1), high],
    ])
    .filter(([low, high]) => high - low >= 200)
  return left.length > 0 ? left : usable
}

function portIn(ranges: readonly Range[]): number {
  const [from, to] = ranges[randomInt(ranges.length)] ?? [20_000, 21_999]
  return randomInt(from, to + 1)
}
