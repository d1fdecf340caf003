import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { lookAtIis } from '../../iis/look.js'
import { findProgram } from '../../machine/find-program.js'
import { isNginx } from '../../process/chain.js'
import { setUpFarm } from '../existing-farm.js'
import { freePorts } from '../free-ports.js'
import { HeldProcess } from '../held-process.js'
import { findNginx, nginxFiles, writeNginxFiles } from '../nginx.js'
import {
  farm,
  type MachineOptions,
  machineVariables,
  type RehearsalMachine,
  surroundingsOf,
} from '../rehearsal-machine.js'
import { deleteLeftovers } from './delete-leftovers.js'
import { OtherSites, otherSites } from './other-sites.js'
import { silentLog } from './silent-log.js'

export type RealMachineOptions = MachineOptions & {
  /** A program that runs the templates' PowerShell; undefined: Windows PowerShell. */
  readonly powershell: string | undefined
  /** Also where sites are that no rehearsal has made. */
  readonly besideOtherSites: boolean
}

/**
 * This machine with its own IIS: real sites, pools, workers, ARR and PowerShell. What earlier rehearsals left is deleted first, and
 * what this one makes in the end. Has never been run on Windows.
 * @throws OtherSites
 */
export async function startRealMachine(options: RealMachineOptions): Promise<RehearsalMachine> {
  const { name, folder, router, self, adopt, recorder, powershell, besideOtherSites, onDied } = options
  const others = otherSites((await lookAtIis(silentLog)).sites)
  if (others.length > 0 && !besideOtherSites) throw new OtherSites(others, 'say --beside-other-sites')
  await deleteLeftovers()

  const {
    ports: [frontPort = 0, ...slotPorts],
    release,
  } = await freePorts(3)
  const ports = { frontPort, slotPorts }
  const running: HeldProcess[] = []
  const stop = async () => {
    await deleteLeftovers()
    await Promise.all(running.map((each) => each.stop()))
    release()
  }
  try {
    await mkdir(folder, { recursive: true })
    const { execa } = await import('execa')
    const appcmd = (...args: string[]) => execa(findProgram('appcmd'), args)
    if (router === 'arr-health-file')
      await setUpFarm(appcmd, {
        ...{ name: farm, ports: slotPorts, frontPort },
        folder: path.join(folder, 'farm-front'),
      })
    const files = nginxFiles(path.join(folder, 'nginx'))
    const nginx = isNginx(router) ? findNginx() : undefined
    if (nginx) {
      await writeNginxFiles(files)
      const command = [nginx, '-p', path.dirname(nginx), '-c', files.mainConf, '-g', 'daemon off;']
      running.push(
        await HeldProcess.start(`NGINX of ${name}`, [...self, 'hold-server', files.pid, '--', ...command], onDied),
      )
    }
    return {
      name,
      tentacle: {
        name,
        folder: path.join(folder, 'tentacle'),
        path: [],
        get environment() {
          return { ...wholeEnvironment(process.env), ...recorder?.environment }
        },
      },
      tentacleOptions: { pwsh: powershell ?? findProgram('powershell') },
      variables: machineVariables({ folder, router, adopt }, ports, nginx ? { ...files, program: nginx } : undefined),
      frontPort,
      surroundings: surroundingsOf(folder, ports),
      appcmd,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * Programs of Windows need more of it than those of Linux. Names differ in case only by accident there, and PATH is the one that
 * the Tentacle looks for.
 */
export function wholeEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || /^NODE_OPTIONS$/i.test(name) ? [] : [[/^path$/i.test(name) ? 'PATH' : name, value]],
  )
  return Object.fromEntries(kept) as Record<string, string>
}
