import { compileFunction } from 'node:vm'
import { brotliDecompressSync } from 'node:zlib'
import type { IisHost } from '../../src/simulators/iis/iis-host.js'
import { linuxExitCode } from '../../src/simulators/iis/programs/program-answer.js'
import type { RunScript } from '../../src/simulators/tentacle/run-script.js'
import { type Script, VirtualProcess } from './virtual-process.js'

const handedOver = Symbol.for('blue-green.parameters')
const lastLine = /void runStep\(step\);\s*$/
type Compiled = (
  process: NodeJS.Process,
  require: NodeJS.Require,
  module: { exports: object },
  load: (name: string) => Promise<unknown>,
) => Promise<void>

const scripts = new Map<string, Script>()

/** The script that a template carries; what starts it is told when it ends. A function has no `import()` of its own. */
function scriptIn(payload: string): Script {
  const known = scripts.get(payload)
  if (known) return known
  const text = brotliDecompressSync(Buffer.from(payload, 'base64')).toString('utf8')
  if (!lastLine.test(text)) throw new Error('A step’s script ends in another way than it did')
  const bound = text.replace(lastLine, 'return runStep(step);').replaceAll('import("node:', 'load("node:')
  const compiled = compileFunction(bound, ['process', 'require', 'module', 'load']) as Compiled
  const script: Script = (process, require) => compiled(process, require, { exports: {} }, (name) => import(name))
  scripts.set(payload, script)
  return script
}

/**
 * Runs what a template’s body would start, as a virtual process whose programs are those of the simulated machine.
 * @param killedAfter of each script, after how many of its effects it is killed; undefined: it lives to its end
 */
export const virtually =
  (host: () => IisHost, killedAfter: () => number | undefined): RunScript =>
  async ({ input = '' }, { environment }, log) => {
    const [parameters = '', ...payload] = input.split('\r\n')
    const values = Buffer.from(parameters, 'base64').toString('utf8').split('\0')
    const pairs = values.flatMap((name, index) => (index % 2 === 0 && name ? [[name, values[index + 1]]] : []))
    const script = scriptIn(payload.join(''))
    let rest = ''
    const { pid, exitCode } = await VirtualProcess.run(
      (process, require) => {
        Object.assign(globalThis, { [handedOver]: Object.fromEntries(pairs) })
        return script(process, require)
      },
      {
        environment,
        killedAfter: killedAfter(),
        output: (text) => {
          const lines = (rest + text).split('\n')
          rest = lines.pop() ?? ''
          for (const line of lines) log.stdout(line)
        },
        program: async (program, args, stdin) => {
          const { exitCode, stdout } = await host().run({ program, args, stdin })
          return { code: linuxExitCode(exitCode), stdout }
        },
      },
    )
    return { exitCode, killed: exitCode === 137, cancelled: false, pid }
  }
