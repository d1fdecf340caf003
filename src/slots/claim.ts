/** `claim.json`: which Octopus task is at work on the application. */
export type Claim = {
  /** e.g. `ServerTasks-123` */
  readonly task: string
  readonly release: string
  /** When the task's first step came, ISO 8601. */
  readonly since: string
  /** When its latest step came, ISO 8601. */
  readonly usedAt: string
  /** Its latest step. */
  readonly step: string
  /** Tasks that had the claim before and lost it, the latest first: they never get it back. */
  readonly lost: readonly string[]
}

/** Who asks for the claim. */
export type Claimant = Pick<Claim, 'task' | 'release' | 'step'>
