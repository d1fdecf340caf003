import { StepFailed } from './step-failed.js'

const denied = {
  why: 'access is denied',
  todo: 'Let the account of the Tentacle write there, and look whether something is read-only.',
}
const full = { why: 'the disk is full', todo: 'Make room on that disk.' }
const busy = { why: 'another program keeps it open', todo: 'Find out which, and close it.' }

const known: Readonly<Record<string, { readonly why: string; readonly todo: string }>> = {
  ENOSPC: full,
  EDQUOT: full,
  EACCES: denied,
  EPERM: denied,
  EROFS: denied,
  EBUSY: busy,
  ETXTBSY: busy,
  EIO: { why: 'the disk has a fault', todo: 'Look into the event log of this machine.' },
}

/** The file system refused what a step cannot do without, and a person can put it right. */
export class FileFailed extends StepFailed {
  private constructor(what: string, { why, todo }: { why: string; todo: string }, cause: Error) {
    super({
      happened: `${what}: ${why}.`,
      untouched: 'The step stopped there; what it had done before stays done, and the next run goes on from it.',
      todo: `${todo} Then run this step again.`,
      cause,
    })
  }

  /** @returns undefined for what is no such error */
  static from(error: unknown): FileFailed | undefined {
    if (!(error instanceof Error)) return undefined
    const { code = '', syscall = 'file access', path } = error as NodeJS.ErrnoException
    const reason = known[code]
    return reason && new FileFailed(`${path ? `${path} (` : ''}${syscall} ${code}${path ? ')' : ''}`, reason, error)
  }
}
