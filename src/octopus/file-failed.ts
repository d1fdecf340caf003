import { whoHoldsIt } from '../machine/who-holds-it.js'
import { StepFailed } from './step-failed.js'

type Reason = { readonly why: string; readonly todo: string }

const denied: Reason = {
  why: 'access is denied',
  todo: 'Let the account of the Tentacle write there, and look whether something is read-only.',
}
const full: Reason = { why: 'the disk is full', todo: 'Make room on that disk.' }

/** Windows says the same of a file that may not be touched, and of one that is open elsewhere. */
function reasonOf(code: string, platform: NodeJS.Platform): Reason | undefined {
  const busy: Reason = {
    why: 'another program keeps it open',
    todo: `Find out which, and close it. ${whoHoldsIt(platform)}`,
  }
  const either: Reason = {
    why: 'another program keeps it open, or access is denied',
    todo: `${whoHoldsIt(platform)} If none has: let the account of the Tentacle write there, and look whether something is read-only.`,
  }
  const refused = platform === 'win32' ? either : denied
  const known: Readonly<Record<string, Reason>> = {
    ENOSPC: full,
    EDQUOT: full,
    EACCES: refused,
    EPERM: refused,
    EROFS: denied,
    EBUSY: busy,
    ETXTBSY: busy,
    EIO: { why: 'the disk has a fault', todo: 'Look into the event log of this machine.' },
  }
  return known[code]
}

/** The file system refused what a step cannot do without, and a person can put it right. */
export class FileFailed extends StepFailed {
  private constructor(what: string, { why, todo }: Reason, cause: Error) {
    super({
      happened: `${what}: ${why}.`,
      untouched: 'The step stopped there; what it had done before stays done, and the next run goes on from it.',
      todo: `${todo} Then run this step again.`,
      cause,
    })
  }

  /** @returns undefined for what is no such error */
  static from(error: unknown, platform: NodeJS.Platform = process.platform): FileFailed | undefined {
    if (!(error instanceof Error)) return undefined
    const {
      code = '',
      syscall = 'file access',
      path,
      dest,
      triedMs,
    } = error as NodeJS.ErrnoException & {
      dest?: string
      triedMs?: number
    }
    const reason = reasonOf(code, platform)
    const where = path && dest ? `${path} to ${dest}` : path
    const tried = triedMs === undefined ? '' : `, tried for ${(triedMs / 1000).toFixed(0)} s`
    return (
      reason &&
      new FileFailed(`${where ? `${where} (` : ''}${syscall} ${code}${where ? ')' : ''}${tried}`, reason, error)
    )
  }
}
