import type { AdHoc } from './run-task.js'
import type { Target } from './targets.js'

/** Scripts that print `Node: v20.1.0` or `Node: none`. They look where the templates do: on the PATH, then in the usual folders. */
const scripts: Readonly<Record<'PowerShell' | 'Bash', string>> = {
  PowerShell: `$node = ''
$found = Get-Command -Name node -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
if ($found) { $node = $found.Path }
foreach ($folder in @($env:ProgramW6432, $env:ProgramFiles)) {
  if (-not $node -and $folder) {
    $candidate = Join-Path (Join-Path $folder 'nodejs') 'node.exe'
    if (Test-Path -LiteralPath $candidate -PathType Leaf) { $node = $candidate }
  }
}
if ($node) {
  $version = & $node --version
  "Node: $version"
} else {
  'Node: none'
}
exit 0`,
  Bash: `node="$(type -P node)"
if [ -z "$node" ]; then
  for node in /usr/local/bin/node /usr/bin/node /snap/bin/node /opt/node*/bin/node /usr/local/node*/bin/node ''; do
    if [ -x "$node" ]; then break; fi
  done
fi
if [ -n "$node" ]; then echo "Node: $("$node" --version)"; else echo 'Node: none'; fi
exit 0`,
}

/** In which language to ask a machine; a target whose shell is not known yet is taken for a Windows one. */
export const shellOf = ({ ShellName }: Target): 'PowerShell' | 'Bash' =>
  /bash|^sh$/i.test(ShellName ?? '') ? 'Bash' : 'PowerShell'

export const askForNode = (shell: 'PowerShell' | 'Bash'): AdHoc => ({ ScriptBody: scripts[shell], Syntax: shell })

const oldestNode = 20

/** What the log of the script says; undefined: Node is there and new enough. */
export function nodeProblem(lines: readonly string[]): string | undefined {
  const version = lines.map((line) => /^Node: (\S+)/.exec(line.trim())?.[1]).find(Boolean)
  if (version === undefined) return 'the script said nothing about Node'
  if (version === 'none') return 'Node was not found'
  const [, major] = /^v(\d+)\./.exec(version) ?? []
  return Number(major) >= oldestNode ? undefined : `Node ${version} is older than ${oldestNode}`
}
