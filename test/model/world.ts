import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { Agent } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePorts } from '../../src/rehearsal/free-ports.js'
import { portOf } from '../../src/routing/front-web-config.js'
import { arrModule } from '../../src/simulators/arr/arr-module.js'
import { IisHost } from '../../src/simulators/iis/iis-host.js'
import type { Marker } from '../../src/slots/marker.js'
import { logOf } from '../steps/machine-under-test.js'
import { type ByHand, type Command, type Deploy, told } from './command.js'
import { Deployment } from './deployment.js'
import { ask } from './front-door.js'
import { Instance, pageOf } from './instance.js'

/** A gap that is shorter is what the kill points look for: they ask every 5 ms. */
const pollMs = 50

/** A folder that somebody made where a slot's would be is refused. */
const isFolderByHand = ({ strangers }: Instance, message: string) =>
  [...strangers].some((name) => message.includes(`${name} is there already, and no deployment`))

type SiteLine = { readonly name: string; readonly port: number; readonly started: boolean }

/** A machine with two instances of an application and a site of somebody else; says what is wrong with it. */
export class World {
  readonly folder: string
  host: IisHost
  readonly instances: readonly [Instance, Instance]
  readonly problems: string[] = []
  readonly log: string[] = []
  /** Of the users: a reboot cuts their connections. */
  #agent = new Agent({ keepAlive: true })
  #tasks = 1_000
  #tokens = 0
  #neighbour = ''
  readonly #releasePorts: () => void

  private constructor(
    folder: string,
    host: IisHost,
    instances: readonly [Instance, Instance],
    releasePorts: () => void,
  ) {
    this.folder = folder
    this.host = host
    this.instances = instances
    this.#releasePorts = releasePorts
  }

  static async start(): Promise<World> {
    const folder = await mkdtemp(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'blue-green-model-'))
    const host = await IisHost.start({ folder: path.join(folder, 'iis'), blankStateReads: 0 }, [arrModule()])
    const { ports, release } = await freePorts(7)
    const [other, ...own] = ports as [number, number, number, number, number, number, number]
    const instances = [new Instance('', [own[0], own[1]], own[2]), new Instance('b', [own[3], own[4]], own[5])] as const
    const world = new World(folder, host, instances, release)
    await world.#settle(other)
    return world
  }

  get root(): string {
    return path.join(this.folder, 'BlueGreen')
  }

  /** A folder with this page. */
  async source(text: string): Promise<string> {
    const folder = path.join(this.folder, 'packages', text.replaceAll(' ', '_'))
    await mkdir(folder, { recursive: true })
    for (const page of ['index.html', 'second.html']) await writeFile(path.join(folder, page), text)
    return folder
  }

  /** One command, and what has to hold after it. */
  async do(command: Command): Promise<void> {
    this.log.push(told(command))
    const stop = command.do === 'reboot' || command.do === 'by hand' ? async () => {} : this.#watch(command)
    if (command.do === 'deploy') await this.#deploy(command)
    if (command.do === 'at once') await this.#atOnce(command.deployments)
    if (command.do === 'go on') await this.#goOn(this.instances[command.instance])
    if (command.do === 'reboot') await this.#reboot()
    if (command.do === 'by hand') await this.#byHand(command)
    await stop()
    await this.#check()
  }

  /** Whatever has happened: the next deployment gets through, and leaves nothing behind. */
  async recover(): Promise<void> {
    for (const [index, instance] of this.instances.entries()) {
      if (!existsSync(path.join(this.root, instance.folder, 'blue-green.json'))) continue
      if (!instance.isSettled) {
        await this.do({ do: 'by hand', instance: index as 0 | 1, what: 'port freed' })
        await this.do({ do: 'deploy', instance: index as 0 | 1, release: 9, content: 0 })
      }
      await this.#checkOrphans(instance)
    }
  }

  async dispose(): Promise<void> {
    for (const instance of this.instances) await this.#free(instance)
    this.#agent.destroy()
    await this.host.stop()
    this.#releasePorts()
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }

  #wrong(problem: string): void {
    this.problems.push(`${this.log.length}. ${this.log.at(-1)}: ${problem}`)
  }

  #begin({ instance: index, release, content }: Deploy): Deployment {
    const instance = this.instances[index]
    this.#tasks += 1
    return new Deployment(this, instance, this.#tasks, `1.${release}.0`, content)
  }

  async #deploy(command: Deploy): Promise<void> {
    const deployment = this.#begin(command)
    const { instance, text } = deployment
    const isSame = !command.mishap && !instance.isBroken && instance.expected.size === 1 && instance.expected.has(text)
    const before = isSame ? await this.#liveWorker(instance) : undefined
    await this.#go(deployment, command)
    if (isSame && (await this.#liveWorker(instance)) !== before)
      this.#wrong('what is live was deployed again, and its worker is another one')
  }

  /** Runs the rest of the chain. @param mayFail a step may be refused */
  async #go(deployment: Deployment, { mishap }: Pick<Deploy, 'mishap'>, mayFail = false): Promise<boolean> {
    const { instance, text } = deployment
    let ahead = mishap
    instance.isSettled = false
    while (deployment.step) {
      const now = ahead?.step === deployment.next ? ahead : undefined
      if (now) ahead = undefined
      if (now?.what === 'cancelled' && now.afterwards === 'given up') {
        instance.stopped = deployment
        return false
      }
      deployment.killedAfter = now?.what === 'killed' ? now.after : undefined
      if (deployment.step === 'switch-arr') instance.expected = new Set([...instance.expected, text])
      const wasFirst = instance.expected.size === 1
      const result = await deployment.run()
      if (result.killed) {
        if (deployment.step === 'switch-arr' && wasFirst) instance.isBroken = true
        if (now?.afterwards === 'given up') {
          instance.stopped = deployment
          return false
        }
        continue
      }
      if (!result.succeeded) {
        const message = result.resultMessage ?? ''
        if (result.exitCode !== 1 || message === '' || message.includes('defect of the step'))
          this.#wrong(`${deployment.step} ended with ${result.exitCode}: ${logOf(result)}`)
        else if (!mayFail && !instance.squatter && !isFolderByHand(instance, message))
          this.#wrong(`${deployment.step} failed: ${message}\n${logOf(result)}`)
        return false
      }
      if (deployment.step === 'switch-arr') {
        instance.expected = new Set([text])
        instance.isBroken = instance.isLiveByHand = false
      }
      deployment.next += 1
      if (instance.stopped && instance.stopped.task < deployment.task) instance.stopped.isOld = true
    }
    if (instance.stopped === deployment) instance.stopped = undefined
    await this.#upload(instance)
    instance.isSettled = true
    return true
  }

  /** Of one instance the later task wins; the older one may be refused at any step. */
  async #atOnce([first, second]: readonly [Deploy, Deploy]): Promise<void> {
    const [older, newer] = [this.#begin(first), this.#begin(second)]
    const isSame = older.instance === newer.instance
    if (!isSame) {
      await Promise.all([this.#go(older, first), this.#go(newer, second)])
      return
    }
    const { expected } = older.instance
    const both = await Promise.all([this.#go(older, first, true), this.#go(newer, second, first.mishap !== undefined)])
    const { instance } = newer
    if (first.mishap || second.mishap) instance.isSettled = false
    instance.expected = both[1] ? new Set([newer.text]) : new Set([...expected, older.text, newer.text])
    if (expected.size === 0 && !both[0] && !both[1]) instance.isBroken = true
  }

  async #goOn(instance: Instance): Promise<void> {
    const { stopped } = instance
    if (!stopped) return
    const { expected, isBroken } = instance
    const hasGoneOn = await this.#go(stopped, {}, true)
    if (!stopped.isOld) return
    if (hasGoneOn) this.#wrong('a deployment went on although a later one is at work')
    Object.assign(instance, { stopped: undefined, expected, isBroken })
  }

  /** A user of what is live uploads something. */
  async #upload(instance: Instance): Promise<void> {
    const live = await this.#liveSite(instance)
    if (live?.name.startsWith('MyApp'))
      await this.#token(instance, path.join(this.root, instance.folder, 'slots', live.name, 'uploads'))
  }

  /** A file that nobody deployed. */
  async #token(instance: Instance, folder: string): Promise<void> {
    this.#tokens += 1
    const token = `token ${this.#tokens}`
    instance.tokens.push(token)
    await mkdir(folder, { recursive: true })
    await writeFile(path.join(folder, `${this.#tokens}.txt`), token)
  }

  async #reboot(): Promise<void> {
    await this.host.stop()
    this.host = await IisHost.start({ folder: path.join(this.folder, 'iis'), blankStateReads: 0 }, [arrModule()])
    this.#agent.destroy()
    this.#agent = new Agent({ keepAlive: true })
    for (const instance of this.instances) instance.isBroken ||= instance.isLiveByHand
    this.#neighbour = await this.#neighbours()
  }

  async #byHand({ instance: index, what }: ByHand): Promise<void> {
    const instance = this.instances[index]
    const folder = path.join(this.root, instance.folder)
    if (!existsSync(path.join(folder, 'blue-green.json'))) return
    instance.isSettled = false
    const live = await this.#liveSite(instance)
    const { slots } = await this.#marker(instance)
    const sites = await this.#sites()
    const idle = sites.find(({ name }) => name in slots && name !== live?.name)
    if (/deleted/.test(what)) instance.maimed.add((what.startsWith('live') ? live : idle)?.name ?? '')
    if (what === 'idle site deleted' && idle) await this.#appcmd('delete', 'site', idle.name)
    // It may have been deleted before.
    if (what === 'idle pool deleted' && idle && (await this.#names('apppool')).includes(idle.name))
      await this.#appcmd('delete', 'apppool', idle.name)
    if (what === 'idle site started' && idle && idle.port !== live?.port) await this.#start(idle.name)
    if (what === 'idle files deleted' && idle)
      await rm(path.join(folder, 'slots', idle.name, 'index.html'), { force: true })
    if (what === 'live site deleted' && live) {
      await this.#appcmd('delete', 'site', live.name)
      instance.isBroken = true
    }
    if (what === 'live pool stopped' && live) {
      await this.host.run({ program: 'appcmd', args: ['stop', 'apppool', live.name], stdin: '' })
      instance.isBroken = true
    }
    if (what === 'port taken') await this.#squat(instance, live)
    if (what === 'port freed') await this.#free(instance)
    if (what === 'folder half copied') {
      const name = `${instance.folder}-1.1.0`
      if (!(name in slots)) instance.strangers.add(name)
      await this.#token(instance, path.join(folder, 'slots', name))
    }
    if (what === 'staging half copied') {
      await mkdir(path.join(folder, 'staging', 'half'), { recursive: true })
      await writeFile(path.join(folder, 'staging', 'half', 'index.html'), 'half')
    }
    const isWhole = idle && !instance.maimed.has(idle.name)
    if (what === 'router to previous' && isWhole && live && idle.port !== live.port) {
      const page = await readFile(path.join(folder, 'slots', idle.name, 'index.html'), 'utf8').catch(() => undefined)
      if (page !== undefined && !instance.isBroken && !instance.squatter && (await this.#start(idle.name))) {
        await this.#route(instance, live.port, idle.port)
        instance.expected = new Set([page])
        instance.isLiveByHand = true
      }
    }
    if (what === 'router to nowhere' && live) {
      const other = instance.ports.find((port) => port !== live.port) ?? 0
      if (!sites.some(({ port, started }) => started && port === other)) {
        await this.#route(instance, live.port, other)
        instance.isBroken = true
      }
    }
    if (what === 'journal torn') {
      const journal = path.join(folder, 'journal.jsonl')
      const text = await readFile(journal, 'utf8').catch(() => '')
      if (text) await writeFile(journal, text.slice(0, -20))
    }
  }

  async #squat(instance: Instance, live: SiteLine | undefined): Promise<void> {
    const port = instance.ports.find((one) => one !== live?.port)
    if (instance.squatter || port === undefined) return
    const server = createServer((socket) => socket.destroy())
    const isListening = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen({ port, host: '127.0.0.1' }, () => resolve(true))
    })
    if (isListening) instance.squatter = server
  }

  async #free(instance: Instance): Promise<void> {
    const { squatter } = instance
    instance.squatter = undefined
    if (squatter) await new Promise((resolve) => squatter.close(resolve))
  }

  async #route(instance: Instance, from: number, to: number): Promise<void> {
    const file = path.join(this.root, instance.folder, 'front', 'web.config')
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll(String(from), String(to)))
  }

  async #start(slot: string): Promise<boolean> {
    const runs = [
      ['apppool', slot],
      ['site', slot],
    ].map((what) => this.host.run({ program: 'appcmd', args: ['start', ...what], stdin: '' }))
    await Promise.all(runs)
    return (await this.#sites()).some(({ name, started }) => name === slot && started)
  }

  /** Asks the front doors of what is live until it is stopped. */
  #watch(command: Command): () => Promise<void> {
    const targets = command.do === 'deploy' ? [command] : command.do === 'at once' ? command.deployments : []
    const watched = this.instances
      .filter(({ expected, isBroken }) => expected.size > 0 && !isBroken)
      .map((instance) => ({ instance, before: instance.expected }))
    let stopping = false
    const ended = (async () => {
      while (!stopping) {
        for (const { instance, before } of watched) {
          const answer = await ask(this.#agent, instance.front)
          if ('problem' in answer) this.#wrong(`a user of ${instance.folder} saw: ${answer.problem}`)
          else if (
            !before.has(answer.text) &&
            !instance.expected.has(answer.text) &&
            !targets.some(({ release, content }) => answer.text === pageOf(instance, `1.${release}.0`, content))
          )
            this.#wrong(`a user of ${instance.folder} saw "${answer.text}"`)
        }
        await pause(pollMs)
      }
    })()
    return async () => {
      stopping = true
      await ended
    }
  }

  async #check(): Promise<void> {
    const sites = await this.#sites()
    for (const instance of this.instances) {
      await this.#checkTokens(instance)
      if (instance.isSettled) await this.#checkLeftovers(instance)
      if (instance.isBroken || instance.expected.size === 0) continue
      const [first, second] = [
        await ask(this.#agent, instance.front),
        await ask(this.#agent, instance.front, '/second.html'),
      ]
      const port = await this.#routerPort(instance)
      if ('problem' in first || 'problem' in second)
        this.#wrong(`the front door of ${instance.folder} says ${JSON.stringify([first, second])}`)
      else if (first.text !== second.text) this.#wrong(`a mixture: ${first.text} and ${second.text}`)
      else if (!instance.expected.has(first.text))
        this.#wrong(`live is "${first.text}" and not ${[...instance.expected].join(' or ')}`)
      else if (first.port !== String(port)) this.#wrong(`the router names ${port}, the answer ${first.port}`)
      else instance.expected = new Set([first.text])
      const live = sites.filter((site) => site.started && site.port === port)
      if (live.length !== 1) this.#wrong(`${live.length} slots are live on port ${port}`)
    }
    const neighbour = await this.#neighbours()
    if (neighbour !== this.#neighbour) this.#wrong(`what is somebody else's has changed: ${neighbour}`)
    this.#neighbour = neighbour
  }

  async #checkTokens(instance: Instance): Promise<void> {
    if (instance.tokens.length === 0) return
    const folder = path.join(this.root, instance.folder)
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile() && /^\d+\.txt$/.test(entry.name))
    const found = await Promise.all(files.map((file) => readFile(path.join(file.parentPath, file.name), 'utf8')))
    for (const token of instance.tokens)
      if (!found.includes(token)) this.#wrong(`a file that nobody deployed is lost: ${token}`)
  }

  async #checkLeftovers(instance: Instance): Promise<void> {
    const folder = path.join(this.root, instance.folder)
    const files = await readdir(folder, { recursive: true })
    for (const file of files)
      if (/\.blue-green-tmp$|\.unfinished/.test(file) || file.startsWith(`staging${path.sep}`))
        this.#wrong(`left over: ${file}`)
  }

  async #checkOrphans(instance: Instance): Promise<void> {
    const { slots, router } = await this.#marker(instance)
    const mine = new Set(Object.keys(slots))
    const front = router?.kind === 'arr-rewrite' ? router.site : ''
    const prefix = instance.name === '' ? /^MyApp-(?!b-)/ : /^MyApp-b-/
    const [sites, pools] = [await this.#names('site'), await this.#names('apppool')]
    for (const [kind, names] of [
      ['site', sites],
      ['pool', pools],
    ] as const)
      for (const name of names)
        if (prefix.test(name) && !mine.has(name) && name !== front && !/front/i.test(name))
          this.#wrong(`an orphan: ${kind} ${name}`)
    for (const name of await readdir(path.join(this.root, instance.folder, 'slots')))
      if (!mine.has(name) && !instance.strangers.has(name)) this.#wrong(`an orphan: folder ${name}`)
    for (const name of [...mine].filter((slot) => !instance.maimed.has(slot))) {
      if (!sites.includes(name)) this.#wrong(`the marker has a slot without a site: ${name}`)
      if (!pools.includes(name)) this.#wrong(`the marker has a slot without a pool: ${name}`)
    }
  }

  async #settle(port: number): Promise<void> {
    const folder = await this.source('somebody else')
    await this.#appcmd('add', 'apppool', '/name:MyAppOther')
    await this.#appcmd(
      'add',
      'site',
      '/name:MyAppOther',
      `/bindings:http/127.0.0.1:${port}:`,
      `/physicalPath:${folder}`,
    )
    await this.#appcmd('set', 'app', 'MyAppOther/', '/applicationPool:MyAppOther')
    await ask(this.#agent, port)
    this.#neighbour = await this.#neighbours()
  }

  async #neighbours(): Promise<string> {
    const configuration = this.host.configuration()
    return JSON.stringify([
      /<site name="MyAppOther"[\s\S]*?<\/site>/.exec(configuration)?.[0],
      /<add name="MyAppOther"[\s\S]*?>/.exec(configuration)?.[0],
      await this.#workers('MyAppOther'),
    ])
  }

  async #liveWorker(instance: Instance): Promise<string> {
    const live = await this.#liveSite(instance)
    return live ? this.#workers(live.name) : ''
  }

  async #workers(pool: string): Promise<string> {
    const { stdout } = await this.host.run({
      program: 'appcmd',
      args: ['list', 'wp', `/apppool.name:${pool}`],
      stdin: '',
    })
    return stdout
  }

  async #marker(instance: Instance): Promise<Marker> {
    return JSON.parse(await readFile(path.join(this.root, instance.folder, 'blue-green.json'), 'utf8')) as Marker
  }

  async #routerPort(instance: Instance): Promise<number | undefined> {
    const text = await readFile(path.join(this.root, instance.folder, 'front', 'web.config'), 'utf8').catch(() => '')
    const port = portOf(text)
    return typeof port === 'number' ? port : undefined
  }

  async #liveSite(instance: Instance): Promise<SiteLine | undefined> {
    const port = await this.#routerPort(instance)
    return (await this.#sites()).find((site) => site.started && site.port === port)
  }

  async #sites(): Promise<SiteLine[]> {
    const lines = (await this.#appcmd('list', 'site')).matchAll(
      /^SITE "(.*)" \(id:\d+,bindings:[^)]*?:(\d+):.*state:(\w*)\)/gm,
    )
    return [...lines].map(([, name = '', port, state]) => ({ name, port: Number(port), started: state === 'Started' }))
  }

  async #names(kind: 'site' | 'apppool'): Promise<string[]> {
    const { stdout } = await this.host.run({ program: 'appcmd', args: ['list', kind, '/text:name'], stdin: '' })
    return stdout.split(/\r?\n/).filter(Boolean)
  }

  async #appcmd(...args: string[]): Promise<string> {
    const { exitCode, stdout } = await this.host.run({ program: 'appcmd', args, stdin: '' })
    if (exitCode !== 0) throw new Error(`appcmd ${args.join(' ')}: ${exitCode} ${stdout}`)
    return stdout
  }
}
