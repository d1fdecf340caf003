import { PassThrough } from 'node:stream'
import { type RunScript, scriptRunner } from '../tentacle/run-script.js'
import type { NodeVersion } from './node-packages.js'
import type { RunEnd } from './run-connection.js'
import type { Windows } from './windows.js'

/** Of this machine, which the Windows machine has its own of. */
const notHandedDown = ['HOME', 'LANG', 'LC_ALL', 'LOGNAME', 'PATH', 'SHELL', 'TMPDIR', 'TZ', 'USER']

export type WindowsScriptOptions = {
  readonly node: NodeVersion
  /** Of the console, default 437. */
  readonly codePage?: number
  /** Each run of a script, to the last byte. */
  onEnd?(end: RunEnd): void
}

/** How a Tentacle runs its scripts on a Windows machine whose `node.exe` is of this version. */
export const windowsScripts = (windows: Windows, { node, codePage = 437, onEnd }: WindowsScriptOptions): RunScript =>
  scriptRunner(async (script, { workFolder, environment }) => {
    const own = Object.entries(environment).filter(([name]) => !notHandedDown.includes(name))
    const { ProgramData = '', ...variables } = Object.fromEntries(own)
    const running = await windows.begin({
      program: script.program === 'node' ? windows.node(node) : script.program,
      args: script.args,
      folder: windows.seen(workFolder),
      environment: { ...variables, ProgramData: windows.seen(ProgramData) },
      codePage,
      ...(script.input === undefined ? {} : { input: script.input }),
    })
    const streams = { stdout: new PassThrough(), stderr: new PassThrough() }
    running.onOutput = (kind, bytes) => streams[kind].write(bytes)
    const end = () => {
      for (const stream of Object.values(streams)) stream.end()
    }
    return {
      pid: await running.pid,
      ...streams,
      kill: () => running.kill(),
      ended: running.ended.finally(end).then(
        (ended) => {
          onEnd?.(ended)
          return { exitCode: ended.exitCode }
        },
        (error: Error) => ({ notStarted: error.message }),
      ),
    }
  })
