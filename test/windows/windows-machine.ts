import { mkdir, mkdtemp } from 'node:fs/promises'
import { arrModule } from '../../src/simulators/arr/arr-module.js'
import { IisHost } from '../../src/simulators/iis/iis-host.js'
import type { IisOptions } from '../../src/simulators/iis/iis-options.js'
import type { Machine, TentacleOptions } from '../../src/simulators/tentacle/tentacle.js'
import type { NodeVersion } from '../../src/simulators/windows/node-packages.js'
import type { RunEnd } from '../../src/simulators/windows/run-connection.js'
import type { Windows } from '../../src/simulators/windows/windows.js'
import { windowsScripts } from '../../src/simulators/windows/windows-scripts.js'
import { freePort } from '../free-port.js'
import { MachineUnderTest } from '../steps/machine-under-test.js'
import { WindowsNginx } from './windows-nginx.js'

export type WindowsMachineOptions = {
  readonly windows: Windows
  readonly node: NodeVersion
  /** Of the console that scripts run in, and of what IIS's programs write; default 437. */
  readonly codePage?: number
  readonly iis?: Partial<IisOptions>
}

/** A Windows machine that Wine plays: steps run under Windows' Node, on drive C; the simulated IIS behind `appcmd.exe` is on Linux. */
export class WindowsMachine extends MachineUnderTest {
  /** What the scripts have written, byte by byte. */
  readonly written: Buffer[] = []
  /** Programs that a script has left running. */
  readonly leftRunning: string[] = []
  /** May be changed between two steps. */
  codePage = 437
  #options: WindowsMachineOptions | undefined
  #windowsNginx: WindowsNginx | undefined

  /** Its folder is `C:\inetpub\Blau Grün\…`. */
  static async startOn(options: WindowsMachineOptions): Promise<WindowsMachine> {
    const { windows, iis = {} } = options
    const parent = windows.onDisk('C:\\inetpub\\Blau Grün')
    await mkdir(parent, { recursive: true })
    const folder = await mkdtemp(`${parent}/Test `)
    const iisOptions = { drives: windows.drives, ...iis }
    const host = await IisHost.start({ folder: `${folder}/iis`, ...iisOptions }, [arrModule()])
    const ports = [await freePort(), await freePort()] as const
    const machine = new WindowsMachine(folder, host, iisOptions, ports, await freePort())
    machine.#options = options
    machine.codePage = options.codePage ?? 437
    return machine
  }

  /** An NGINX for Windows: the router of the deployments that begin after this. */
  async installNginx(): Promise<void> {
    this.#windowsNginx = await WindowsNginx.start(this.#windowsOptions.windows, this.host, `${this.folder}/nginx`)
  }

  /** For a deployment behind that NGINX. */
  nginxVariables(): Record<string, string> {
    const nginx = this.#windowsNginx
    if (!nginx) throw new Error('This machine has no NGINX.')
    return {
      'BlueGreen.FrontBindings': '',
      'BlueGreen.NginxConf': this.seen(nginx.snippet),
      'BlueGreen.NginxListen': `127.0.0.1:${this.frontPort}`,
      'BlueGreen.NginxProgram': nginx.program,
      'BlueGreen.NginxMainConf': this.seen(nginx.mainConf),
    }
  }

  override async dispose(): Promise<void> {
    await this.#windowsNginx?.stop()
    await super.dispose()
  }

  /** A path of this machine as the steps and IIS know it: `C:\…`. */
  seen(onDisk: string): string {
    return this.#windowsOptions.windows.seen(onDisk)
  }

  get #windowsOptions(): WindowsMachineOptions {
    if (!this.#options) throw new Error('This machine was not started by startOn.')
    return this.#options
  }

  protected override get tentacleMachine(): Partial<Machine> {
    return {
      path: [],
      paths: this.#windowsOptions.windows,
      environment: {
        IIS_SIMULATOR_PORT: String(this.host.adminPort),
        IIS_SIMULATOR_CODE_PAGE: String(this.codePage),
      },
    }
  }

  /** How a Tentacle runs scripts on it. */
  get scripts(): TentacleOptions {
    return { pwsh: false, ...this.tentacleOptions }
  }

  protected override get tentacleOptions(): TentacleOptions {
    const { windows, node } = this.#windowsOptions
    const onEnd = ({ stdout, stderr, survivors }: RunEnd) => {
      this.written.push(stdout, stderr)
      this.leftRunning.push(...survivors)
    }
    return { runScript: windowsScripts(windows, { node, codePage: this.codePage, onEnd }) }
  }
}
