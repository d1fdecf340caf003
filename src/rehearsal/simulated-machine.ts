import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { isNginx } from '../process/chain.js'
import { killLeftovers } from '../simulators/iis/pools/w3wp.js'
import { setUpFarm } from './existing-farm.js'
import { freePorts } from './free-ports.js'
import { HeldProcess } from './held-process.js'
import { findNginx, nginxFiles, startNginx } from './nginx.js'
import {
  farm,
  type MachineOptions,
  machineVariables,
  type RehearsalMachine,
  surroundingsOf,
} from './rehearsal-machine.js'

/** Besides, what only a simulated one can be told. */
export type SimulatedMachineOptions = MachineOptions & {
  /** How an application starts whose web.config names no process. */
  readonly start: string | undefined
}

/** Nobody knows yet how long the real one takes. */
export const simulatedGapMs = 50

/** A folder, an IIS of its own, behind NGINX an NGINX of its own, and ports. */
export async function startSimulatedMachine({
  name,
  folder,
  router,
  self,
  start,
  adopt,
  recorder,
  onDied,
}: SimulatedMachineOptions): Promise<RehearsalMachine> {
  const {
    ports: [frontPort = 0, ...slotPorts],
    release,
  } = await freePorts(3)
  const ports = { frontPort, slotPorts }
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
    const { execa } = await import('execa')
    const appcmd = (...args: string[]) => execa(path.join(binFolder, 'appcmd'), args)
    if (router === 'arr-health-file')
      await setUpFarm(appcmd, {
        ...{ name: farm, ports: slotPorts, frontPort },
        folder: path.join(folder, 'farm-front'),
      })
    const files = nginxFiles(path.join(folder, 'nginx'))
    const nginx = isNginx(router) ? findNginx() : undefined
    if (nginx) running.push(await startNginx(name, nginx, files, onDied))
    return {
      name,
      tentacle: {
        name,
        folder: path.join(folder, 'tentacle'),
        path: [binFolder],
        ...(recorder ? { environment: recorder.environment } : {}),
      },
      frontPort,
      variables: machineVariables({ folder, router, adopt }, ports, nginx ? { ...files, program: nginx } : undefined),
      surroundings: surroundingsOf(folder, ports),
      appcmd,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
