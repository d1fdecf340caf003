import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll } from 'vitest'
import { type Template, Tentacle, type TentacleOptions } from '../../../src/simulators/tentacle/tentacle.js'

/** Everything a value may hold; a step must get it unharmed or not at all. */
export const hostileValues: Readonly<Record<string, string>> = {
  quotes: `it's "quoted" \`touch ticked\` \\ back\\\\slash`,
  lines: 'first\nsecond\r\nthird\n\nlast',
  command: '$(touch substituted); touch separated & $HOME %PATH% && touch and',
  message: "##octopus[setVariable name='Rm9yZ2Vk' value='Rm9yZ2Vk']",
  messageLater: "x\n##octopus[setVariable name='Rm9yZ2Vk' value='Rm9yZ2Vk']\n##octopus[stdout-error]",
  reference: 'a#{Not.There}b #{ ##{c} #{',
  emoji: 'Grüße, 世界, 🙂',
  long: 'ab'.repeat(50_000),
  dash: '-n',
  blanks: '  two  * ',
  option: '--version',
}

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tentacle-'))
  folders.push(folder)
  return folder
}

export async function tentacle(
  variables: Record<string, string> = {},
  options: TentacleOptions = {},
  environment: Record<string, string> = {},
): Promise<Tentacle> {
  return new Tentacle({ name: 'web01', folder: await temporaryFolder(), path: [], environment }, variables, options)
}

type Parameters = Readonly<Record<string, string | null | { sensitive: string } | { package: true }>>

export function template(syntax: string, body: string, parameters: Parameters = {}): Template {
  const list = Object.entries(parameters).map(([Name, value]) => {
    const sensitive = typeof value === 'object' && value !== null && 'sensitive' in value
    return {
      Name,
      DefaultValue: sensitive ? value.sensitive : typeof value === 'string' ? value : null,
      DisplaySettings: {
        'Octopus.ControlType': sensitive ? 'Sensitive' : value === null ? 'SingleLineText' : 'Package',
      },
    }
  })
  return {
    Id: '7d9d4ac0-0000-4000-8000-000000000001',
    Name: 'Demo',
    ActionType: 'Octopus.Script',
    Version: 1,
    Properties: {
      'Octopus.Action.Script.ScriptSource': 'Inline',
      'Octopus.Action.Script.Syntax': syntax,
      'Octopus.Action.Script.ScriptBody': body,
      'Octopus.Action.RunOnServer': 'false',
    },
    Parameters: list,
    Packages: Object.entries(parameters).flatMap(([Name, value]) =>
      typeof value === 'object' && value !== null && 'package' in value ? [{ Name }] : [],
    ),
  }
}

export const bash = (body: string, parameters: Parameters = {}) => template('Bash', body, parameters)

/** Prints its parameters as one JSON output variable. */
export const tellParameters = `
const given = globalThis[Symbol.for("blue-green.parameters")];
const value = Buffer.from(JSON.stringify(given)).toString("base64");
process.stdout.write("##octopus[setVariable name='" + Buffer.from("Given").toString("base64") + "' value='" + value + "']\\n");
`

const payload = (script: string) =>
  (
    gzipSync(script)
      .toString('base64')
      .match(/.{1,150}/g) ?? []
  ).join('\n')

/** Reads the first line's names and values, then compiles the rest; holds no double quote. */
const loader =
  `const f=require('fs').readFileSync(0,'latin1').replace(/^[^A-Za-z0-9+]+/,'').split(/\\r?\\n/);` +
  `const d=t=>Buffer.from(t,'base64');const v=d(f[0]).toString().split('\\0');const p={};` +
  `for(let i=0;i+1<v.length;i+=2)p[v[i]]=v[i+1];globalThis[Symbol.for('blue-green.parameters')]=p;` +
  `const M=require('module');const m=new M('demo.js');m.filename='demo.js';m.paths=[];` +
  `m._compile(require('zlib').gunzipSync(d(f.slice(1).join(''))).toString(),'demo.js')`

export const powerShellBody = (names: readonly string[], script: string) => `# Demo
$parameterNames = @(
${names.map((name) => `  '${name}'`).join('\n')}
)
foreach ($name in $parameterNames) {
  if ($OctopusParameters.ContainsKey($name)) { $value = [string] $OctopusParameters[$name] }
}
$script = @'
${payload(script)}
'@
$parameters, $script | & $node '-e' '${loader.replaceAll("'", "''")}'
exit $LASTEXITCODE
`

/** The other form: every name is handed over, the loader is a here-string made one line. */
export const powerShellBodyWithLoader = (names: readonly string[], script: string) => `# Demo
$demoNames = @(
${names.map((name) => `  '${name}'`).join('\n')}
)
foreach ($name in $demoNames) {
  $value = ''
  if ($OctopusParameters.ContainsKey($name)) { $value = [string] $OctopusParameters[$name] }
}
$demoLoader = @'
${loader.replaceAll(';', ';\n')}
'@
$demoScript = @'
${payload(script)}
'@
$demoParameters, $demoScript | & $demoNode '-e' ($demoLoader -replace '\\s+', ' ')
exit $LASTEXITCODE
`

export const bashBody = (names: readonly string[], script: string) => `# Demo
demo_value() {
  if [[ "$(declare -p octopus_parameters 2>/dev/null)" == "declare -A"* ]]; then
    printf '%s' "\${octopus_parameters[$1]-}"
  else
    get_octopusvariable "$1"
  fi
}
{
  for demo_name in ${names.join(' ')}; do
    printf '%s\\0%s\\0' "$demo_name" "$(demo_value "$demo_name"; printf .)"
  done | openssl enc -base64 -A
  cat <<'DEMO_SCRIPT'

${payload(script)}
DEMO_SCRIPT
} | node -e "${loader.replaceAll('\\', '\\\\')}"
exit $?
`

/** Waits for something to become true, at most for five seconds. */
export async function until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`after 5 s still not: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
