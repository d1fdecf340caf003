import path from 'node:path'
import type { RouterKind } from '../process/chain.js'
import type { Machine, TentacleOptions } from '../simulators/tentacle/tentacle.js'
import type { CallRecorder } from '../transcripts/call-recorder.js'
import type { Surroundings } from '../transcripts/normalise.js'
import { adoptedSite } from './variables.js'

/** A machine that a rehearsal deploys to: a simulated one, or this very Windows machine. */
export type RehearsalMachine = {
  readonly name: string
  /** What a Tentacle on it would know of it. */
  readonly tentacle: Machine
  /** How its Tentacle runs scripts, where it is not as this machine does. */
  readonly tentacleOptions?: TentacleOptions
  /** Octopus variables that are scoped to this machine. */
  readonly variables: Readonly<Record<string, string>>
  /** Where clients call: the front, or what makes it far away. */
  readonly frontPort: number
  /** What of its own the commands on it are full of. */
  readonly surroundings: Surroundings
  /** One line of appcmd, as its administrator would type it. @throws when it fails */
  appcmd(...args: string[]): Promise<unknown>
  /** Cuts everything; the folder stays. */
  stop(): Promise<void>
}

export type MachineOptions = {
  readonly name: string
  readonly folder: string
  readonly router: RouterKind
  /** This program, for processes of the rehearsal. */
  readonly self: readonly string[]
  /** Begins with the application as a plain site. */
  readonly adopt: boolean
  /** Records what its steps start; undefined: nothing is recorded. */
  readonly recorder?: CallRecorder
  readonly onDied: (error: Error) => void
}

/** Of the machine's administrator, where the router is one that was there already. */
export const farm = 'SampleFarm'

/** What is set for this machine in the project. @param nginx the program and its files, where it is the router */
export function machineVariables(
  { folder, router, adopt }: Pick<MachineOptions, 'folder' | 'router' | 'adopt'>,
  { frontPort, slotPorts }: { readonly frontPort: number; readonly slotPorts: readonly number[] },
  nginx?: { readonly program: string; readonly snippet: string; readonly mainConf: string },
): Record<string, string> {
  return {
    'BlueGreen.Root': path.join(folder, 'applications'),
    'BlueGreen.Ports': slotPorts.join(','),
    'BlueGreen.FrontDoorAddress': `127.0.0.1:${frontPort}`,
    'BlueGreen.FrontBindings': router === 'arr-rewrite' && !adopt ? `http/127.0.0.1:${frontPort}:` : '',
    'BlueGreen.Farm': router === 'arr-health-file' ? farm : '',
    'BlueGreen.Adopt': adopt ? adoptedSite : '',
    'BlueGreen.NginxConf': nginx?.snippet ?? '',
    'BlueGreen.NginxListen': nginx ? `127.0.0.1:${frontPort}` : '',
    'BlueGreen.NginxServerLines': '',
    'BlueGreen.NginxProgram': nginx?.program ?? '',
    'BlueGreen.NginxMainConf': nginx?.mainConf ?? '',
  }
}

/** What a transcript calls by name. */
export const surroundingsOf = (
  folder: string,
  { frontPort, slotPorts }: { readonly frontPort: number; readonly slotPorts: readonly number[] },
): Surroundings => ({
  platform: process.platform,
  folders: { machine: folder },
  ports: { front: frontPort, ...Object.fromEntries(slotPorts.map((port, index) => [`port${index + 1}`, port])) },
})
