import fc from 'fast-check'

/** In the order of the chain. */
export const chain = [
  'prepare-router',
  'calculate-port',
  'deploy-to-slot',
  'warm-up',
  'switch-arr',
  'delete-previous',
] as const

/** What happens to a deployment on its way. */
export type Mishap = {
  readonly what: 'killed' | 'cancelled'
  /** In which step; cancelled: before it. */
  readonly step: number
  /** After how many effects of that step it is killed. */
  readonly after: number
  /** The same step is run again at once, or nobody goes on. */
  readonly afterwards: 'run again' | 'given up'
}

export type Deploy = {
  readonly do: 'deploy'
  readonly instance: 0 | 1
  readonly release: number
  readonly content: number
  readonly mishap?: Mishap
}

const byHands = [
  'idle site deleted',
  'idle pool deleted',
  'idle site started',
  'idle files deleted',
  'live site deleted',
  'live pool stopped',
  'port taken',
  'port freed',
  'folder half copied',
  'staging half copied',
  'router to previous',
  'router to nowhere',
  'journal torn',
] as const

export type ByHand = { readonly do: 'by hand'; readonly instance: 0 | 1; readonly what: (typeof byHands)[number] }

export type Command =
  | Deploy
  | { readonly do: 'at once'; readonly deployments: readonly [Deploy, Deploy] }
  /** A deployment that was killed or cancelled goes on where it was. */
  | { readonly do: 'go on'; readonly instance: 0 | 1 }
  | { readonly do: 'reboot' }
  | ByHand

/** Most of the time the same one: what happens to it adds up. */
const instance = fc.constantFrom(0 as const, 0 as const, 0 as const, 1 as const)

const mishap: fc.Arbitrary<Mishap> = fc.record({
  what: fc.constantFrom('killed' as const, 'killed' as const, 'cancelled' as const),
  step: fc.nat(chain.length - 1),
  after: fc.integer({ min: 1, max: 60 }),
  afterwards: fc.constantFrom('run again' as const, 'given up' as const),
})

const deploy: fc.Arbitrary<Deploy> = fc
  .record({ instance, release: fc.nat(2), content: fc.nat(1), mishap: fc.option(mishap, { nil: undefined, freq: 1 }) })
  .map(({ mishap, ...told }) => ({ do: 'deploy' as const, ...told, ...(mishap ? { mishap } : {}) }))

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 10, arbitrary: deploy },
  { weight: 2, arbitrary: fc.tuple(deploy, deploy).map((both) => ({ do: 'at once' as const, deployments: both })) },
  { weight: 2, arbitrary: instance.map((one) => ({ do: 'go on' as const, instance: one })) },
  { weight: 1, arbitrary: fc.constant({ do: 'reboot' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('by hand' as const), instance, what: fc.constantFrom(...byHands) }),
  },
)

export const commands: fc.Arbitrary<Command[]> = fc.array(command, { minLength: 1, maxLength: 7 })

/** A line for people. */
export function told(command: Command): string {
  if (command.do === 'at once') return `at once: ${command.deployments.map(told).join(' | ')}`
  if (command.do === 'by hand') return `by hand, of ${command.instance}: ${command.what}`
  if (command.do !== 'deploy') return JSON.stringify(command)
  const { instance, release, content, mishap } = command
  const how = mishap
    ? `, ${mishap.what} ${mishap.what === 'killed' ? `after effect ${mishap.after} of` : 'before'} ${chain[mishap.step]}, ${mishap.afterwards}`
    : ''
  return `deploy 1.${release}.0 (content ${content}) of ${instance}${how}`
}
