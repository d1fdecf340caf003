import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const programNames = ['appcmd', 'powershell', 'netsh', 'netstat', 'icacls', 'typeperf'] as const
export type ProgramName = (typeof programNames)[number]

/** Writes the executables that stand for the machine's programs; each replaces an older one whole. */
export function writeProgramClients(folder: string, port: number): void {
  mkdirSync(folder, { recursive: true })
  for (const name of programNames) {
    const file = join(folder, name)
    writeFileSync(`${file}.staged`, clientScript(name, port, join(folder, 'octopus-mutex')), { mode: 0o755 })
    renameSync(`${file}.staged`, file)
  }
}

/**
 * Standard input is read only when an argument asks for it, so that an inherited one is left alone. 250: the simulated
 * machine does not answer.
 */
const clientScript = (name: ProgramName, port: number, mutexFile: string) => `#!/usr/bin/env bash
# ${name} of a simulated IIS machine
${name === 'powershell' ? mutexScript(mutexFile) : ''}if ! { exec 3<>/dev/tcp/127.0.0.1/${port}; } 2>/dev/null; then
  echo 'The simulated machine is not running.'
  exit 250
fi
printf '%s\\0' ${name} "$#" "$@" >&3
for argument in "$@"; do
  case $argument in
    /in | -in | -) cat >&3; break ;;
  esac
done
printf '\\0' >&3
read -r code _ <&3 || exit 250
cat <&3
exit "$code"
`

/**
 * The one script that lives on while others are called: it takes the named mutex of Octopus's IIS steps, says so, and holds it
 * until its input ends. The kernel frees the lock when it is killed.
 */
const mutexScript = (
  file: string,
) => `if [[ "$*" == *"'Global\\\\Octopus-IIS-Metabase-Mutex'"* && "$*" =~ WaitOne\\(([0-9]+)\\) ]]; then
  exec 9>'${file}'
  flock --wait "$((BASH_REMATCH[1] / 1000))" 9 || exit 3
  printf 'held\\r\\n'
  read -r
  exit 0
fi
`
