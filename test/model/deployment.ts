import path from 'node:path'
import { type ActionResult, type Template, Tentacle } from '../../src/simulators/tentacle/tentacle.js'
import { octopusVariables, templateOf } from '../steps/machine-under-test.js'
import { chain } from './command.js'
import { type Instance, pageOf } from './instance.js'
import { virtually } from './virtual-step.js'
import type { World } from './world.js'

const actionNames: Readonly<Record<string, string>> = {
  'calculate-port': 'Calculate Port',
  'deploy-to-slot': 'Deploy to Slot',
}
const quick: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'warm-up': { 'BG.InARow': '1', 'BG.Latency': '10s', 'BG.Urls': '/' },
  'switch-arr': { 'BG.InARow': '2', 'BG.DrainInterval': '10ms' },
}

const templates = new Map<string, Promise<Template>>()
const template = (step: string): Promise<Template> => {
  const known = templates.get(step) ?? templateOf(step)
  templates.set(step, known)
  return known
}

/** One deployment of a release, as Octopus sees it. */
export class Deployment {
  readonly instance: Instance
  readonly text: string
  readonly task: number
  readonly #tentacle: Tentacle
  readonly #source: Promise<string>
  /** Index of the step that comes next. */
  next = 0
  killedAfter: number | undefined
  /** A later one has done a step since it stopped: its next step has to be refused. */
  isOld = false

  constructor(world: World, instance: Instance, task: number, release: string, content: number) {
    this.instance = instance
    this.text = pageOf(instance, release, content)
    this.task = task
    this.#source = world.source(this.text)
    const [blue, green] = instance.ports
    this.#tentacle = new Tentacle(
      {
        name: 'web-1',
        folder: path.join(world.folder, `tentacle-${task}`),
        path: [world.host.binFolder],
        environment: { ProgramData: path.join(world.folder, 'ProgramData') },
      },
      {
        ...octopusVariables(release, task),
        'BlueGreen.Application': 'MyApp',
        'BlueGreen.Instance': instance.name,
        'BlueGreen.Root': world.root,
        'BlueGreen.Ports': `${blue},${green}`,
        'BlueGreen.FrontDoor': `http://www.example.com:${instance.front}/`,
        'BlueGreen.FrontBindings': `http/127.0.0.1:${instance.front}:`,
      },
      {
        pwsh: false,
        runScript: virtually(
          () => world.host,
          () => this.killedAfter,
        ),
      },
    )
  }

  get step(): (typeof chain)[number] | undefined {
    return chain[this.next]
  }

  async run(): Promise<ActionResult> {
    const step = this.step ?? 'status'
    const source = step === 'deploy-to-slot' ? { 'BG.Source': await this.#source } : {}
    return this.#tentacle.run({
      stepName: actionNames[step] ?? step,
      template: await template(step),
      parameters: { ...quick[step], ...source },
    })
  }
}
