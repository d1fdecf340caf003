import type { Action, Point } from './tap.js'

/** Every point; otherwise what differs from no other by much: see `thinned`. */
export const isComplete = process.env['BLUEGREEN_KILL_POINTS'] === 'all'

/** So that all tests together take a few minutes, one of so many is tried. */
const usually = 4

const kindOf = (effect: string) => effect.split(' ')[0] ?? ''
const readsOnly = (effect: string) => /^start (appcmd list|netsh|typeperf) |^request /.test(effect)
const at = (effect: string, action: Action): Point => ({ at: effect, action })
const killed = (effect: string, when: 'before' | 'after' | 'half' | 'during') => at(effect, { do: 'kill', when })

/** The same effect one time earlier; undefined: it was the first. */
export const lookBefore = (effect: string): string | undefined =>
  effect.endsWith(' (1)') ? undefined : effect.replace(/\d+(?=\)$)/, (count) => String(Number(count) - 1))

/** A file that is replaced is written beside: only what can be seen of that before the rename is tried. */
const isBeside = (effect: string) => /^(create|chmod) .*\.tmp /.test(effect)
/** What every step begins with. */
const isOpening = (effect: string) =>
  /^(mkdir|lock|write|rename) .*(\/MyApp|of this machine|lock\.holder|claim\.json(\.tmp)?) \(1\)$/.test(effect)

/**
 * Where a step is killed: before and after each effect, in the middle of each write, with each program that was just started.
 * Thinned: what is after one effect is what is before the next, after what only reads is as before it, and what every step begins
 * with is tried at one of them; and of the rest one in four.
 */
export function killPoints(step: string, effects: readonly string[], oneOf = usually): Point[] {
  const opensToo = isComplete || step === 'calculate-port'
  const points = effects.flatMap((effect, index) => {
    if (!isComplete && (isBeside(effect) || (isOpening(effect) && !opensToo))) return []
    const before = isComplete || index === 0 || readsOnly(effects[index - 1] ?? '')
    const torn = kindOf(effect) === 'write' && (isComplete || /journal|\.tmp/.test(effect))
    return [
      ...(before ? [killed(effect, 'before')] : []),
      ...(isComplete && kindOf(effect) === 'start' ? [killed(effect, 'during')] : []),
      ...(torn ? [killed(effect, 'half')] : []),
      ...(isComplete || !(readsOnly(effect) || torn) ? [killed(effect, 'after')] : []),
    ]
  })
  return thinned(points, oneOf)
}

/** Exit codes of appcmd with its own texts. */
const appcmdFailures: readonly (readonly [code: number, text: string])[] = [
  [5, 'ERROR ( hresult:80070005, message:Command execution failed.\r\nAccess is denied.\r\n )'],
  [
    32,
    'ERROR ( hresult:80070020, message:Failed to commit configuration changes.\r\nThe process cannot access the file because it is being used by another process.\r\n )',
  ],
  [50, 'The WAS service is not available - try starting the service first'],
  [87, 'ERROR ( message:Must specify the SITE object with identifier. )'],
  [183, 'ERROR ( message:Failed to add duplicate collection element "Test". )'],
  [
    4312,
    'ERROR ( hresult:800710d8, message:Command execution failed.\r\nThe object identifier does not represent a valid object.\r\n )',
  ],
  [1062, 'ERROR ( hresult:80070426, message:Command execution failed.\r\nThe service has not been started.\r\n )'],
  [1168, 'ERROR ( message:Cannot find SITE object with identifier "Missing". )'],
  [1726, 'ERROR ( hresult:800706be, message:Command execution failed.\r\nThe remote procedure call failed.\r\n )'],
]

/** Outside Windows an exit code has 8 bits. */
const exits = (code: number, text: string, made = false): Action => ({
  do: 'exit',
  code: code % 256 || 255,
  text,
  made,
})

const hourMs = 3_600_000

/** Where an effect of a step fails. Thinned: each kind of failure at every so many of the effects that it can hit. */
export function failurePoints(effects: readonly string[], oneOf = usually): Point[] {
  const appcmd = effects.filter((effect) => effect.startsWith('start appcmd '))
  const others = effects.filter((effect) => /^start (?!appcmd )/.test(effect))
  const writes = effects.filter((effect) => /^(create|write|mkdir) /.test(effect))
  const onPaths = effects.filter((effect) => /^(create|mkdir|rename|delete) /.test(effect))
  const requests = effects.filter((effect) => effect.startsWith('request '))
  const points = [
    ...thinned(
      appcmd.flatMap((effect) => appcmdFailures.map(([code, text]) => at(effect, exits(code, text)))),
      // No divisor of their number: each of them comes.
      13,
    ),
    ...appcmd
      .filter((effect) => !readsOnly(effect))
      .map((effect) => at(effect, exits(32, 'changed\r\nERROR ( hresult:80070020 )', true))),
    ...others.map((effect) => at(effect, exits(effect.startsWith('start nginx') ? 1 : 5, 'It refuses.'))),
    ...thinned(
      writes.map((effect) => at(effect, { do: 'error', code: 'ENOSPC', lasts: 'disk' })),
      4,
    ),
    ...thinned(
      onPaths.map((effect) => at(effect, { do: 'error', code: 'EACCES', lasts: 'path' })),
      4,
    ),
    ...thinned(
      onPaths
        .filter((effect) => /^(rename|delete) /.test(effect))
        .map((effect) => at(effect, { do: 'error', code: 'EBUSY', lasts: 'path', ms: isComplete ? 3_000 : 300 })),
      4,
    ),
    ...thinned(
      requests.map((effect) => at(effect, { do: 'flap', times: 6 })),
      4,
    ),
    ...thinned(
      effects.map((effect, index) => at(effect, { do: 'clock', ms: index % 2 === 0 ? hourMs : -hourMs })),
      20,
    ),
  ]
  return thinned(points, oneOf)
}

const thinned = (points: readonly Point[], every: number): Point[] =>
  points.filter((_, index) => isComplete || index % every === 0)
