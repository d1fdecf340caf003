import type { AdHoc } from './run-task.js'
import type { Target } from './targets.js'

/** Scripts that print `Node: v20.1.0` or `Node: none`; each finds it as the templates do at first: on the PATH. */
const scripts: Readonly<Record<'PowerShell' | 'Bash', string>> = {
  PowerShell: `$node = Get-Command node -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
if (-not $node) { foreach ($folder in @($env:ProgramFiles, \${env:ProgramFiles(x86)})) { if ($folder -and (Test-Path -LiteralPath "$folder\\nodejs\\node.exe")) { $node = @{ Source = "$folder\\nodejs\\node.exe" } } } }
if ($node) { $version = & $node.Source --version; Write-Host "Node: $version" } else { Write-Host 'Node: none' }
exit 0`,
  Bash: `if command -v node > /dev/null; then echo "Node: $(node --version)"; else echo 'Node: none'; fi
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
