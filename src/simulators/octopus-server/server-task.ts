/** One line of a machine's log. */
export type TaskLine = { readonly level: 'Info' | 'Verbose' | 'Warning' | 'Error' | 'Highlight'; readonly text: string }

/** What came of a task on one machine. */
export type MachineResult = {
  readonly machineId: string
  readonly machineName: string
  readonly succeeded: boolean
  readonly log: readonly TaskLine[]
}

export type ServerTask = {
  readonly Id: string
  readonly SpaceId: string
  readonly Name: string
  readonly Description: string
  readonly Arguments: Readonly<Record<string, unknown>>
  readonly QueueTime: string
  State: 'Queued' | 'Executing' | 'Success' | 'Failed' | 'Canceled'
  ErrorMessage: string
  CompletedTime: string | null
  results: MachineResult[]
}
