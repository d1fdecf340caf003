import { type Encrypted, encrypt } from './encrypted.js'

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')

/**
 * The functions a Bash script finds, in words of our own with the behaviour of Calamari's Bootstrap.sh: two openssl
 * processes for each variable looked up, an empty line for one that does not exist, unquoted texts in write_*.
 * Not there: the lines about the environment, new_octopustarget, Kubernetes manifests.
 * @param fillArray the array octopus_parameters is filled by one openssl process (newer Calamari)
 * @see https://octopus.com/docs/deployments/custom-scripts/using-variables-in-scripts
 */
export function bashBootstrap(keyHex: string, variables: readonly [string, string][], fillArray: boolean): string {
  const lookups = variables.map(([name, value]) => {
    const { base64: text, ivHex } = encrypt(keyHex, value)
    return `    ${base64(name)}) tentacle_decrypt "${text}" "${ivHex}" ;;`
  })
  const array = fillArray ? fill(encrypt(keyHex, variables.map(arrayEntry).join(''))) : ''
  return functions.replace('    @@LOOKUPS@@', () => lookups.join('\n')) + array
}

/** NUL cannot be in a Bash variable. Calamari's array takes the value "nul" for an empty one. */
const arrayEntry = ([name, value]: readonly [string, string]) =>
  name === '' ? '' : `${name}\0${value === 'nul' ? '' : value.replaceAll('\0', '')}\0`

const fill = ({ base64: text, ivHex }: Encrypted) => `
declare -gA octopus_parameters=()
mapfile -t -d '' tentacle_pairs < <(tentacle_decrypt "${text}" "${ivHex}")
for ((tentacle_at = 0; tentacle_at + 1 < \${#tentacle_pairs[@]}; tentacle_at += 2)); do
  octopus_parameters["\${tentacle_pairs[tentacle_at]}"]="\${tentacle_pairs[tentacle_at + 1]}"
done
unset tentacle_pairs tentacle_at
`

const functions = `tentacle_key=$1
tentacle_base64() { echo -n "$1" | openssl enc -base64 -A; }
tentacle_decrypt() { echo "$1" | openssl enc -d -aes-256-cbc -a -A -nosalt -K "$tentacle_key" -iv "$2"; }
# On both streams: a line on stderr may come before the one on stdout is read.
tentacle_mask="##octopus[mask value='$(tentacle_base64 "$tentacle_key")']"
echo "$tentacle_mask"
echo "$tentacle_mask" >&2

get_octopusvariable() {
  case "$(tentacle_base64 "$1")" in
    @@LOOKUPS@@
    *) echo "" ;;
  esac
}
set_octopusvariable() {
  local message="##octopus[setVariable"
  if [ -n "$1" ]; then message="$message name='$(tentacle_base64 "$1")'"; fi
  if [ -n "$2" ]; then message="$message value='$(tentacle_base64 "$2")'"; fi
  if [ "$3" = "-sensitive" ]; then message="$message sensitive='$(tentacle_base64 True)'"; fi
  echo "$message]"
}
new_octopusartifact() {
  if [ ! -e "$1" ]; then
    echo "Artifact $1 does not exist." >&2
    exit 127
  fi
  local name=$2
  if [ -z "$name" ]; then name=$(basename "$1"); fi
  write_verbose "Artifact $name is collected from $1"
  echo "##octopus[createArtifact path='$(tentacle_base64 "$1")' name='$(tentacle_base64 "$name")' length='$(tentacle_base64 "$(wc -c < "$1")")']"
}
fail_step() {
  if [ -n "$1" ]; then echo "##octopus[resultMessage message='$(tentacle_base64 "$1")']"; fi
  exit 1
}
update_progress() {
  echo "##octopus[progress percentage='$(tentacle_base64 "$1")' message='$(tentacle_base64 "$2")']"
}
tentacle_write() {
  echo "##octopus[stdout-$1]"
  echo $2
  echo "##octopus[stdout-default]"
}
write_verbose() { tentacle_write verbose "$1"; }
write_highlight() { tentacle_write highlight "$1"; }
write_wait() { tentacle_write wait "$1"; }
write_warning() { tentacle_write warning "$1"; }
`
