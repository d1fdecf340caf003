import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { farmScript, viewFrom } from '../../../src/iis/farm-view.js'
import { waitUntil } from '../../../src/machine/wait-until.js'
import { findNginx } from '../../../src/rehearsal/nginx.js'
import { readHealth } from '../../../src/routing/health-file.js'
import type { MachineUnderTest } from '../machine-under-test.js'

type Files = ReadonlyMap<string, Buffer | 'folder'>
type States = ReadonlyMap<string, boolean>

const routerFile = /\/front\/web\.config$|\/router\/|\/conf\.d\//
/** NGINX knows of a change in them only when it is told. */
const nginxReads = /\/conf\.d\/|\/router\/[^/]*\.conf$/
const answerLimitMs = 10_000

const isHealth = (file: string) => file.endsWith('/up.html')
const isUp = ([file, content]: readonly [string, Buffer | 'folder']) =>
  isHealth(file) && content.toString().startsWith('up')

function split<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))]
}

/** A machine at one moment: its files, IIS's configuration, and what runs. Users notice nothing while it is put back. */
export class Snapshot {
  readonly #machine: MachineUnderTest
  readonly #files: Files
  readonly #configuration: string
  readonly #states: States

  private constructor(machine: MachineUnderTest, files: Files, states: States) {
    this.#machine = machine
    this.#files = files
    this.#configuration = machine.host.configuration()
    this.#states = states
  }

  static async of(machine: MachineUnderTest): Promise<Snapshot> {
    return new Snapshot(machine, await filesOf(machine), await statesOf(machine))
  }

  /** First what has to serve, then the router, then the end of the rest. */
  async restore(): Promise<void> {
    const now = await filesOf(this.#machine)
    const changed = [...this.#files].filter(([file, content]) => !isSame(content, now.get(file)))
    const extra = [...now.keys()].filter((file) => !this.#files.has(file))
    const ofRouter = (file: string) => routerFile.test(file)

    await write(changed.filter(([file]) => !ofRouter(file)))
    if (this.#machine.host.configuration() !== this.#configuration)
      await this.#machine.host.restore(this.#configuration)
    await this.#bring('start')
    const [ups, others] = split(
      changed.filter(([file]) => ofRouter(file)),
      isUp,
    )
    await write(ups)
    if (ups.length > 0) await this.#seenByArr()
    await write(others)
    if ([...ups, ...others].some(([file]) => isHealth(file))) await this.#seenByArr()
    await Promise.all(extra.filter(ofRouter).map((file) => rm(file, { recursive: true, force: true })))
    if ([...changed.map(([file]) => file), ...extra].some((file) => nginxReads.test(file))) this.#reloadNginx()
    await this.#bring('stop')
    await Promise.all(
      extra.filter((file) => !ofRouter(file)).map((file) => rm(file, { recursive: true, force: true, maxRetries: 3 })),
    )
  }

  async #bring(verb: 'start' | 'stop'): Promise<void> {
    const now = await statesOf(this.#machine)
    const wrong = [...this.#states].filter(([key, runs]) => runs === (verb === 'start') && now.get(key) !== runs)
    for (const [key] of wrong.sort()) await this.#machine.appcmd(verb, ...key.split('/'))
    if (verb === 'start' && wrong.length > 0) await Promise.all(this.#machine.ports.map(answers))
  }

  /** Until ARR takes each member for what its file says. */
  async #seenByArr(): Promise<void> {
    const { router } = await this.#machine.marker()
    if (router?.kind !== 'arr-health-file') return
    const { farm, folder, match, ports, addresses } = router
    const says = await Promise.all(ports.map((port) => readHealth(folder, match, port)))
    const args = ['-Command', farmScript(farm, 1)]
    await waitUntil('ARR to see the health files', answerLimitMs, 50, async () => {
      const { stdout } = await this.#machine.host.run({ program: 'powershell', args, stdin: '' })
      const views = viewFrom(stdout)
      return addresses.every((address, index) => views.get(address)?.[0]?.isHealthy === says[index]?.isUp) || undefined
    })
  }

  #reloadNginx(): void {
    const { mainConf } = this.#machine.nginxFiles
    execFileSync(findNginx() ?? 'nginx', ['-c', mainConf, '-s', 'reload'], { stdio: 'ignore' })
  }
}

async function filesOf({ root, folder }: MachineUnderTest): Promise<Files> {
  const files = new Map<string, Buffer | 'folder'>()
  for (const below of [root, path.join(folder, 'nginx', 'conf.d'), path.join(folder, 'tentacle', 'ProgramData')])
    for (const entry of await readdir(below, { recursive: true, withFileTypes: true }).catch(() => [])) {
      const file = path.join(entry.parentPath, entry.name)
      files.set(file, entry.isDirectory() ? 'folder' : await readFile(file))
    }
  return files
}

const isSame = (a: Buffer | 'folder', b: Buffer | 'folder' | undefined) =>
  a === b || (Buffer.isBuffer(a) && Buffer.isBuffer(b) && a.equals(b))

async function write(files: readonly (readonly [string, Buffer | 'folder'])[]): Promise<void> {
  for (const [file, content] of files) {
    await mkdir(content === 'folder' ? file : path.dirname(file), { recursive: true })
    if (content === 'folder') continue
    await writeFile(`${file}.put-back`, content)
    await rename(`${file}.put-back`, file)
  }
}

/** `apppool/NAME` and `site/NAME`, in the order in which they are started: whether they run. */
async function statesOf(machine: MachineUnderTest): Promise<States> {
  const lists = await Promise.all(['apppool', 'site'].map((kind) => machine.host.run(list(kind))))
  return new Map(
    lists.flatMap(({ stdout }) =>
      [...stdout.matchAll(/^(APPPOOL|SITE) "(.*)" \(.*state:(\w*)\)/gm)].map(([, kind = '', name = '', state]) => [
        `${kind.toLowerCase()}/${name}`,
        state === 'Started',
      ]),
    ),
  )
}

const list = (kind: string) => ({ program: 'appcmd', args: ['list', kind], stdin: '' })

/** A port that nobody listens on has no slot that has to answer. */
async function answers(port: number): Promise<void> {
  await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(answerLimitMs) }).then(
    (answer) => answer.text(),
    () => {},
  )
}
