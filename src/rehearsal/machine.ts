import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { isNginx, type RouterKind } from '../process/chain.js'
import { killLeftovers } from '../simulators/iis/workers/worker-process.js'
import type { Machine } from '../simulators/tentacle/tentacle.js'
import type { Distance, DistanceReady } from './distance/distance-process.js'
import { setUpFarm } from './existing-farm.js'
import { freePorts } from './free-ports.js'
import { HeldProcess } from './held-process.js'
import { findNginx, nginxFiles, startNginx } from './nginx.js'
import { adoptedSite } from './variables.js'

/** A machine of the rehearsal: a folder, an IIS of its own, behind NGINX an NGINX of its own, and ports. */
export type SimulatedMachine = {
  readonly name: string
  /** What a Tentacle on it would know of it. */
  readonly tentacle: Machine
  /** Octopus variables that are scoped to this machine. */
  readonly variables: Readonly<Record<string, string>>
  /** Where clients call: the front, or what makes it far away. */
  readonly frontPort: number
  /** Cuts everything; the folder stays. */
  stop(): Promise<void>
}

export type MachineOptions = {
  readonly name: string
  readonly folder: string
  readonly router: RouterKind
  /** This program, for the simulators' processes. */
  readonly self: readonly string[]
  /** How an application starts whose web.config names no process. */
  readonly start: string | undefined
  /** How far away its clients are, there and back; undefined: nothing is in between. */
  readonly roundTripMs: number | undefined
  /** Begins with the application as a plain site. */
  readonly adopt: boolean
  readonly onDied: (error: Error) => void
}

/** Of the machine's administrator, where the router is one that was there already. */
const farm = 'SampleFarm'

/** Nobody knows yet how long the real one takes. */
export const simulatedGapMs = 50

export async function startMachine({
  name,
  folder,
  router,
  self,
  start,
  roundTripMs,
  adopt,
  onDied,
}: MachineOptions): Promise<SimulatedMachine> {
  const {
    ports: [frontPort = 0, ...slotPorts],
    release,
  } = await freePorts(3)
  const running: HeldProcess[] = []
  const stop = async () => {
    await Promise.all(running.map((each) => each.stop()))
    killLeftovers(path.join(folder, 'iis')) // of an IIS that was itself killed
    release()
  }
  try {
    await mkdir(folder, { recursive: true })
    const iisOptions = {
      folder: path.join(folder, 'iis'),
      ...(start === undefined ? {} : { startCommand: start }),
      ...(adopt ? { newBindingMs: simulatedGapMs } : {}),
    }
    const iis = await HeldProcess.start(
      `The simulated IIS of ${name}`,
      [...self, 'iis-host', JSON.stringify(iisOptions)],
      onDied,
    )
    running.push(iis)
    const { binFolder } = JSON.parse(iis.ready) as { binFolder: string }
    if (router === 'arr-health-file')
      await setUpFarm((...args) => execa(path.join(binFolder, 'appcmd'), args), {
        ...{ name: farm, ports: slotPorts, frontPort },
        folder: path.join(folder, 'farm-front'),
      })
    const files = nginxFiles(path.join(folder, 'nginx'))
    const nginx = isNginx(router) ? findNginx() : undefined
    if (nginx) running.push(await startNginx(name, nginx, files, onDied))
    let callPort = frontPort
    if (roundTripMs !== undefined) {
      const wanted: Distance = { port: frontPort, roundTripMs }
      const command = [...self, 'distance', JSON.stringify(wanted)]
      const distance = await HeldProcess.start(`The distance to ${name}`, command, onDied)
      running.push(distance)
      callPort = (JSON.parse(distance.ready) as DistanceReady).port
    }
    return {
      name,
      tentacle: { name, folder: path.join(folder, 'tentacle'), path: [binFolder] },
      frontPort: callPort,
      variables: {
        'BlueGreen.Root': path.join(folder, 'applications'),
        'BlueGreen.Ports': slotPorts.join(','),
        'BlueGreen.FrontDoorAddress': `127.0.0.1:${frontPort}`,
        'BlueGreen.FrontBindings': router === 'arr-rewrite' && !adopt ? `http/127.0.0.1:${frontPort}:` : '',
        'BlueGreen.Farm': router === 'arr-health-file' ? farm : '',
        'BlueGreen.Adopt': adopt ? adoptedSite : '',
        'BlueGreen.NginxConf': nginx ? files.snippet : '',
        'BlueGreen.NginxListen': nginx ? `127.0.0.1:${frontPort}` : '',
        'BlueGreen.NginxServerLines': '',
        'BlueGreen.NginxProgram': nginx ?? '',
        'BlueGreen.NginxMainConf': nginx ? files.mainConf : '',
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
