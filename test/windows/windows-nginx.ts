import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import type { HeldProcess } from '../../src/rehearsal/held-process.js'
import { findNginx, nginxFiles, startNginx } from '../../src/rehearsal/nginx.js'
import type { IisHost } from '../../src/simulators/iis/iis-host.js'
import type { ProgramAnswer } from '../../src/simulators/iis/programs/program-answer.js'
import type { Windows } from '../../src/simulators/windows/windows.js'

const limitMs = 30_000

/** `nginx.exe` of a Windows machine, behind which a real NGINX runs on Linux: its configuration is the Windows one with the paths of this machine. */
export class WindowsNginx {
  readonly program = 'C:\\nginx\\nginx.exe'
  /** On disk: its main file, and the folder `conf.d` that it includes. */
  readonly mainConf: string
  readonly snippet: string
  readonly #translated: ReturnType<typeof nginxFiles>
  readonly #real: string
  readonly #drive: string
  #running: HeldProcess | undefined

  private constructor(folder: string, drive: string, real: string) {
    this.mainConf = path.join(folder, 'nginx.conf')
    this.snippet = path.join(folder, 'conf.d', 'sample.conf')
    this.#translated = nginxFiles(path.join(folder, 'on linux'))
    this.#real = real
    this.#drive = drive
  }

  /** @param folder on disk, for all its files */
  static async start(windows: Windows, host: IisHost, folder: string): Promise<WindowsNginx> {
    const real = findNginx()
    if (!real) throw new Error('There is no nginx on this machine: install Debian’s package nginx-light.')
    const nginx = new WindowsNginx(folder, windows.drives['C:'] ?? '', real)
    await mkdir(path.dirname(nginx.snippet), { recursive: true })
    await writeFile(nginx.mainConf, 'http {\n    include conf.d/*.conf;\n}\n')
    nginx.#running = await startNginx('web-1', real, nginx.#translated, () => {})
    host.otherPrograms.set('nginx', ({ args }) => nginx.#run(args))
    host.knownScripts.push((args) => nginx.#processes(args))
    return nginx
  }

  async stop(): Promise<void> {
    await this.#running?.stop()
  }

  /** Knows exactly `-p C:\nginx -c <mainConf>` and what follows. */
  async #run([p, prefix, c, , ...args]: string[]): Promise<ProgramAnswer> {
    if (p !== '-p' || prefix !== 'C:\\nginx' || c !== '-c')
      return { exitCode: 1, stdout: '', stderr: 'nginx: [emerg] unknown arguments' }
    await this.#translate()
    const options = { reject: false, timeout: limitMs, stripFinalNewline: false } as const
    const {
      exitCode = 1,
      stdout,
      stderr,
    } = await execa(this.#real, ['-c', this.#translated.mainConf, ...args], options)
    return { exitCode, stdout: this.#asOnWindows(stdout), stderr: this.#asOnWindows(stderr) }
  }

  async #translate(): Promise<void> {
    const to = path.dirname(this.#translated.snippet)
    await rm(to, { recursive: true, force: true })
    await mkdir(to, { recursive: true })
    const from = path.dirname(this.snippet)
    for (const name of (await readdir(from)).filter((file) => file.endsWith('.conf'))) {
      const text = await readFile(path.join(from, name), 'utf8')
      await writeFile(path.join(to, name), text.replaceAll('"C:/', `"${this.#drive}/`))
    }
  }

  #asOnWindows(text: string): string {
    return text
      .replaceAll(path.dirname(this.#translated.snippet), path.dirname(this.snippet))
      .replaceAll(`${this.#drive}/`, 'C:/')
  }

  /** Stands in for the PowerShell script that prints process id and start of each `nginx.exe`. */
  #processes(args: readonly string[]): Promise<ProgramAnswer> | undefined {
    const [, and = ''] = /^Get-CimInstance .*-Filter 'Name=''nginx\.exe''( and \w+=\d+)?'/.exec(args.at(-1) ?? '') ?? []
    if (!args.at(-1)?.startsWith('Get-CimInstance')) return undefined
    return this.#linuxProcesses().then((all) => {
      const [, name, value] = / and (\w+)=(\d+)/.exec(and) ?? []
      const meant = all.filter((one) => !name || String(name === 'ProcessId' ? one.pid : one.parent) === value)
      return { exitCode: 0, stdout: meant.map(({ pid, ticks }) => `${pid} ${ticks}\r\n`).join('') }
    })
  }

  async #linuxProcesses(): Promise<{ pid: number; parent: number; ticks: string }[]> {
    const master = Number(await readFile(this.#translated.pid, 'utf8'))
    const children = await readFile(`/proc/${master}/task/${master}/children`, 'utf8').catch(() => '')
    const pids = [master, ...children.trim().split(' ').filter(Boolean).map(Number)]
    const found = pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      const [state = 'X', parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return /[XZ]/.test(state) ? [] : [{ pid, parent: Number(parent), ticks: rest[17] ?? '' }]
    })
    return (await Promise.all(found)).flat()
  }
}
