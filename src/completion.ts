import { Argument, Command } from 'commander'
import { templateFiles } from './library/step-template.js'
import { projectFolder } from './rehearsal/project-folder.js'

const examples = `
Examples:
  bash        octopus-blue-green completion bash > /etc/bash_completion.d/octopus-blue-green
  zsh         octopus-blue-green completion zsh > "\${fpath[1]}/_octopus-blue-green"
  PowerShell  octopus-blue-green completion pwsh >> $PROFILE
`

/** A command with all that can follow it: options, names of templates. */
type Words = { readonly command: string; readonly words: readonly string[] }

const shells = ['bash', 'zsh', 'pwsh'] as const
type Shell = (typeof shells)[number]

const optionsOf = (command: Command): string[] => [
  ...command.options.filter(({ hidden }) => !hidden).flatMap(({ long }) => long ?? []),
  '--help',
]

const templateNames = (): string[] =>
  templateFiles(projectFolder()).map(({ file }) => file.replace(/^blue-green-|\.json$/g, ''))

/** What can follow each command that people use. */
function wordsOf(program: Command): Words[] {
  const visible = program.createHelp().visibleCommands(program)
  return visible.map((command) => {
    const takesTemplates = command.registeredArguments.some((argument) => argument.name().startsWith('template'))
    const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? [])
    return {
      command: command.name(),
      words: [...optionsOf(command), ...(takesTemplates ? templateNames() : []), ...choices],
    }
  })
}

const bash = (name: string, first: readonly string[], all: readonly Words[]) => `_${name.replaceAll('-', '_')}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words="${first.join(' ')}"
  if [ "$COMP_CWORD" -gt 1 ]; then
    case "\${COMP_WORDS[1]}" in
${all.map(({ command, words }) => `      ${command}) words="${words.join(' ')}" ;;`).join('\n')}
      *) words="" ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${name.replaceAll('-', '_')} ${name}
`

const zsh = (name: string, first: readonly string[], all: readonly Words[]) => `#compdef ${name}
if (( CURRENT == 2 )); then
  compadd -- ${first.join(' ')}
else
  case "\${words[2]}" in
${all.map(({ command, words }) => `    ${command}) compadd -- ${words.join(' ')} ;;`).join('\n')}
  esac
  _files
fi
`

const pwsh = (
  name: string,
  first: readonly string[],
  all: readonly Words[],
) => `Register-ArgumentCompleter -Native -CommandName ${name} -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @{
${all.map(({ command, words }) => `    '${command}' = @(${words.map((word) => `'${word}'`).join(', ')})`).join('\n')}
  }
  $given = @($commandAst.CommandElements | ForEach-Object { $_.ToString() })
  $isFirst = $given.Count -lt 2 -or ($given.Count -eq 2 -and $wordToComplete)
  $candidates = if ($isFirst) { @(${first.map((word) => `'${word}'`).join(', ')}) } else { $words[$given[1]] }
  $candidates | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`

/** `first`: what can follow the program's own name. */
const scripts: Readonly<Record<Shell, (name: string, first: readonly string[], all: readonly Words[]) => string>> = {
  bash,
  zsh,
  pwsh,
}

/** Prints what a shell needs to complete this command line. */
export const completionCommand = (program: () => Command): Command =>
  new Command('completion')
    .description('Prints what a shell needs to complete commands, options and names of templates.')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText('after', examples)
    .action((shell: Shell) => {
      const all = wordsOf(program())
      const first = [...all.map(({ command }) => command), ...optionsOf(program())]
      process.stdout.write(scripts[shell](program().name(), first, all))
    })
