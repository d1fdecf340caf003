import { NotSimulated } from './not-simulated.js'

/** What a body that starts `node -e <loader>` hands to it: without a PowerShell the same can be done for it. */
export type CarriedScript = {
  readonly names: readonly string[]
  /** Names without a variable are handed over as empty values, or left out. */
  readonly missing: 'empty' | 'left-out'
  readonly payload: string
  readonly loader: string
}

/**
 * Reads a PowerShell body of this form, and of no other:
 * `$…Names = @('…' …)`, here-strings `$x = @'…'@`, and as the last two lines
 * `$parameters, $payload | & $node '-e' <loader>` and `exit $LASTEXITCODE`, where the loader is `'…'`, `$x` or `($x -replace '\s+', ' ')`.
 * @throws NotSimulated naming what was not found
 */
export function readCarriedScript(body: string): CarriedScript {
  const names = find(
    body,
    /^\$\w*Names = @\(\s*((?:'[^']+'[\s,]*)+)\)/im,
    "a list of parameter names, $…Names = @('…')",
  )
  const start = /^\$(\w+), \$(\w+) \| & \$\w+ '-e' (.+?)\s*\nexit \$LASTEXITCODE\s*$/m.exec(body)
  if (!start) throw refused("the start of node, $parameters, $script | & $node '-e' …")
  return {
    names: [...names.matchAll(/'([^']+)'/g)].map((name) => name[1] ?? ''),
    missing: /^\s*\$value = ''\s*$/m.test(body) ? 'empty' : 'left-out',
    payload: hereString(body, start[2] ?? ''),
    loader: readLoader(body, start[3] ?? ''),
  }
}

function readLoader(body: string, argument: string): string {
  const literal = /^'((?:[^']|'')*)'$/.exec(argument)
  if (literal) return (literal[1] ?? '').replaceAll("''", "'")
  const oneLine = /^\(\$(\w+) -replace '\\s\+', ' '\)$/.exec(argument)
  if (oneLine) return hereString(body, oneLine[1] ?? '').replace(/\s+/g, ' ')
  return hereString(body, find(argument, /^\$(\w+)$/, "a loader after '-e'"))
}

const hereString = (body: string, variable: string) =>
  find(body, new RegExp(`^\\$${variable} = @'\\n([\\s\\S]*?)\\n'@`, 'm'), `the here-string of $${variable}`)

function find(text: string, pattern: RegExp, what: string): string {
  const found = pattern.exec(text)?.[1]
  if (found === undefined) throw refused(what)
  return found
}

const refused = (what: string) =>
  new NotSimulated(`There is no pwsh on this machine, and this PowerShell body does not show ${what}; such a body`)
