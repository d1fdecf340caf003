import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { BrotliWasmType } from 'brotli-wasm'

export type Syntax = 'PowerShell' | 'Bash'

const asset = (name: string) =>
  readFileSync(new URL(name, import.meta.url), 'utf8')
    .replaceAll('\r', '')
    .trim()

const getNode =
  'Get it from https://nodejs.org/en/download (or the package manager), or give the path of a node program in the parameter BG.NodePath, and deploy again.'

const nodePackage =
  'Take one that octopus-blue-green node-package made for the platform of this machine, or remove the reference, and deploy again.'

const largestBodyBytes = 100 * 1024

// Its ES module is for browsers.
const brotli: BrotliWasmType = createRequire(import.meta.url)('brotli-wasm')

/**
 * The same bytes on every machine: Node's own Brotli differs between its versions. A seventh smaller than gzip, and Octopus carries
 * a body along with each later step.
 */
export const compressed = (text: string): Buffer => Buffer.from(brotli.compress(Buffer.from(text), { quality: 11 }))

const inLines = (text: string) => text.match(/.{1,150}/g)?.join('\n') ?? ''

/** Fills `@@WORD@@`; taken to the letter, unlike `replace` with a text. */
const filled = (text: string, words: Readonly<Record<string, string>>) =>
  text.replace(/@@([A-Z_]+)@@/g, (whole, word: string) => words[word] ?? whole)

/** The program for `node -e`. Windows PowerShell drops double quotes from arguments, Bash carries it in single ones. */
export function loader(syntax: Syntax, script: string): string {
  const text = filled(asset('loader.js.txt'), { SCRIPT: script, GET_NODE: getNode })
  return syntax === 'PowerShell' ? text.replaceAll('"', "'") : text
}

/**
 * Bash. Where Linux groups processes by session, a nice value counts only among those of one session, and says nothing to NGINX:
 * the session itself has one. So Node leads a session of its own, which is below normal before Node starts.
 * @see https://man7.org/linux/man-pages/man7/sched.7.html (autogroup)
 */
export const belowNormal = `# The processors are there for the users of what is live: this step, and the session that Node leads, get what they leave.
renice -n 10 -p $$ > /dev/null 2>&1 || :
blue_green_session=()
if type -P setsid > /dev/null; then
  blue_green_session=(setsid sh -c '{ echo 10 > /proc/self/autogroup; } 2> /dev/null; exec "$@"' sh)
fi`
/** Before a program: begins the session that `belowNormal` speaks of. */
export const inThatSession = `\${blue_green_session[@]+"\${blue_green_session[@]}"} `

/**
 * A template's body: a few lines that find Node, and the step's script.
 * @param name the template's
 * @param script file name of the script, e.g. `warm-up.js`
 * @param code the script
 * @param variables names of the variables that are handed over, `BG.NodePath` last
 * @param changes the step works while users are served: below normal priority from its first line, since Octopus's own look-up of
 * variables in Bash takes longer than the step. A step that measures does not.
 */
export function body(
  syntax: Syntax,
  told: { name: string; script: string; code: string; variables: readonly string[]; changes: boolean },
): string {
  const text = asset(syntax === 'Bash' ? 'bash-body.sh.txt' : 'powershell-body.ps1.txt')
  return `${filled(text, {
    NAME: told.name,
    SCRIPT: told.script,
    SHA: createHash('sha256').update(told.code).digest('hex'),
    NAMES: told.variables.map((variable) => `  '${variable}'`).join('\n'),
    GET_NODE: getNode,
    NODE_PACKAGE: nodePackage,
    LOADER: loader(syntax, told.script),
    PRIORITY: told.changes ? belowNormal : '',
    SESSION: told.changes ? inThatSession : '',
    PAYLOAD: inLines(compressed(told.code).toString('base64')),
  })}\n`
}

/** What would keep Octopus from running a body as it is. */
export function problemsOfBody(text: string): string[] {
  const problems: string[] = []
  if (text.includes('#{')) problems.push('the body holds #{, which Octopus would replace')
  if (/[^\x20-\x7e\n]/.test(text)) problems.push('the body holds a character that is not printable ASCII')
  if (text.length > largestBodyBytes)
    problems.push(`the body has ${text.length} bytes; at most ${largestBodyBytes} are possible`)
  if (/@@[A-Z_]+@@/.test(text)) problems.push('the body has a gap that was not filled')
  return problems
}
