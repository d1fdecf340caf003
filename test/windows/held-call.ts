import type { IisHost } from '../../src/simulators/iis/iis-host.js'
import type { ProgramCall } from '../../src/simulators/iis/programs/program-answer.js'
import { Moment } from './moment.js'

export type HeldCall = {
  /** The program was started, and waits. */
  readonly reached: Promise<void>
  /** It fails, and nothing comes of it: as if it had been killed before it had done anything. */
  drop(): void
}

/** Lets the first call of this form wait: a step is then in the middle of its work. @param form such as `appcmd add site` */
export function holdCall(host: IisHost, form: string): HeldCall {
  const run = host.run.bind(host)
  const reached = new Moment()
  const dropped = new Moment()
  host.run = async (call: ProgramCall) => {
    if (!`${call.program} ${call.args.join(' ')}`.startsWith(form)) return run(call)
    host.run = run
    reached.tell()
    await dropped.happened
    return { exitCode: 1, stdout: '' }
  }
  return { reached: reached.happened, drop: () => dropped.tell() }
}
