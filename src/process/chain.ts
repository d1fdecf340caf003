/** A router that the chain can switch. */
export type RouterKind = 'arr-rewrite' | 'arr-health-file' | 'nginx-flag' | 'nginx-reload'

export const routers: readonly RouterKind[] = ['arr-rewrite', 'arr-health-file', 'nginx-flag', 'nginx-reload']

export const isNginx = (router: RouterKind): boolean => router.startsWith('nginx-')

/** One action: a step template with what differs from its defaults. */
export type Action = {
  /** The action's name in Octopus; the defaults of later templates refer to it. */
  readonly name: string
  /** The step's name in `src/steps` and of its template. */
  readonly step: string
  readonly parameters: Readonly<Record<string, string>>
}

/** A step of the process. Its actions run in order on each machine of the window, then on those of the next window. */
export type ProcessStep = {
  readonly name: string
  /** `rolling`: so many machines at a time as the window says. `all`: every machine at once. */
  readonly machines: 'rolling' | 'all'
  readonly condition: 'Success' | 'Failure' | 'Always'
  readonly actions: readonly Action[]
}

/**
 * What the steps' defaults refer to: project variables or a library variable set, set once.
 * `all`: every process needs it; a router's name, or `nginx` for both of its modes: a process with such a router does.
 */
export const variables = {
  'BlueGreen.Application': 'all',
  'BlueGreen.Instance': 'optional',
  'BlueGreen.Root': 'all',
  'BlueGreen.Ports': 'all',
  'BlueGreen.FrontDoor': 'all',
  'BlueGreen.FrontDoorAddress': 'optional',
  'BlueGreen.FrontBindings': 'arr-rewrite',
  'BlueGreen.Farm': 'arr-health-file',
  'BlueGreen.Adopt': 'optional',
  'BlueGreen.NginxConf': 'nginx',
  'BlueGreen.NginxListen': 'nginx',
  'BlueGreen.NginxServerLines': 'optional',
  'BlueGreen.NginxProgram': 'optional',
  'BlueGreen.NginxMainConf': 'optional',
  'BlueGreen.WarmUpUrls': 'all',
  'BlueGreen.ReleaseHeader': 'optional',
} as const satisfies Readonly<Record<string, 'all' | RouterKind | 'nginx' | 'optional'>>

const switches: Readonly<Record<RouterKind, Action>> = {
  'arr-rewrite': { name: 'Switch', step: 'switch-arr', parameters: {} },
  'arr-health-file': { name: 'Switch', step: 'switch-arr', parameters: {} },
  'nginx-flag': { name: 'Switch', step: 'switch-nginx', parameters: {} },
  'nginx-reload': { name: 'Switch', step: 'switch-nginx', parameters: {} },
}

/**
 * What takes all machines back after a failure: steps of their own with the condition `Failure`, which a child of a rolling step cannot
 * have; and the same as a runbook, since a cancelled deployment runs no further step. None as long as no step template reverts.
 */
const revert: readonly ProcessStep[] = []

/**
 * The blue-green process: on each machine in turn prepare, deploy, warm up and switch; when all machines have switched, delete
 * what nobody can go back to any more.
 */
export const chain = (router: RouterKind): readonly ProcessStep[] => [
  {
    name: 'Blue-green',
    machines: 'rolling',
    condition: 'Success',
    actions: [
      { name: 'Prepare Router', step: 'prepare-router', parameters: { 'BG.Router': router } },
      { name: 'Calculate Port', step: 'calculate-port', parameters: {} },
      { name: 'Deploy to Slot', step: 'deploy-to-slot', parameters: {} },
      { name: 'Warm Up', step: 'warm-up', parameters: {} },
      switches[router],
    ],
  },
  {
    name: 'Delete Previous',
    machines: 'all',
    condition: 'Success',
    actions: [{ name: 'Delete Previous', step: 'delete-previous', parameters: {} }],
  },
  ...revert,
]
