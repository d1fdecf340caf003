import type { Server } from 'node:net'
import type { Deployment } from './deployment.js'

/** What an instance of the application has to be, as far as that is known. */
export class Instance {
  readonly name: string
  readonly ports: readonly [number, number]
  readonly front: number
  /** Pages that the front door may show now; none before the first switch. */
  expected: ReadonlySet<string> = new Set()
  /** Somebody has broken what was live: until a deployment has succeeded nothing can be expected of the front door. */
  isBroken = false
  /** Somebody made a slot live that no step has started: after a reboot it does not start by itself. */
  isLiveByHand = false
  /** The last that happened to it is a deployment that got through. */
  isSettled = false
  /** Given up on its way. */
  stopped: Deployment | undefined
  readonly tokens: string[] = []
  /** Folders that somebody made where slots are. */
  readonly strangers = new Set<string>()
  /** Slots that somebody has taken a part of. */
  readonly maimed = new Set<string>()
  squatter: Server | undefined

  constructor(name: string, ports: readonly [number, number], front: number) {
    this.name = name
    this.ports = ports
    this.front = front
  }

  get folder(): string {
    return this.name === '' ? 'MyApp' : `MyApp-${this.name}`
  }
}

/** What every page of this content says. */
export const pageOf = (instance: Instance, release: string, content: number) =>
  `MyApp ${instance.name} ${release} content ${content}`
