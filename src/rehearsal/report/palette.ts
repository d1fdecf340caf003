/** One look for what a release answered: a colour that differs in lightness from its neighbours, and a pattern. */
export type ReleaseLook = {
  readonly name: string
  readonly fill: string
  /** Text on it. */
  readonly text: string
  readonly hatched: boolean
}

/**
 * In the order in which releases are deployed; every second one is light and hatched, so that neighbours differ for people who
 * see no difference between colours, and on paper without colours.
 */
export const releaseLooks: readonly ReleaseLook[] = [
  { name: 'r0', fill: '#2563a8', text: '#ffffff', hatched: false },
  { name: 'r1', fill: '#5cc9a0', text: '#06281c', hatched: true },
  { name: 'r2', fill: '#7a4a9e', text: '#ffffff', hatched: false },
  { name: 'r3', fill: '#e8b04a', text: '#2e1f00', hatched: true },
]

/** Of what no release is known. */
const unknownLook: ReleaseLook = { name: 'ru', fill: '#666e76', text: '#ffffff', hatched: false }

/** The look of a release, by its place among those that were deployed. */
export function lookOf(release: string, releases: readonly string[]): ReleaseLook {
  const place = [...new Set(releases)].indexOf(release)
  return place < 0 ? unknownLook : (releaseLooks[place % releaseLooks.length] ?? unknownLook)
}

export const allLooks: readonly ReleaseLook[] = [...releaseLooks, unknownLook]

/** Of the page; by the name of the custom property in its style. */
export type Theme = Readonly<
  Record<'back' | 'panel' | 'text' | 'faint' | 'line' | 'step' | 'good' | 'bad' | 'band', string>
>

export const light: Theme = {
  back: '#ffffff',
  panel: '#f4f6f8',
  text: '#1b2127',
  faint: '#5b6670',
  line: '#dde2e7',
  step: '#d5dde5',
  good: '#17703c',
  bad: '#b3202f',
  band: '#c3cedb',
}

export const dark: Theme = {
  back: '#14181c',
  panel: '#1e242a',
  text: '#e6eaee',
  faint: '#9aa5af',
  line: '#323a42',
  step: '#3b4650',
  good: '#5fcf8f',
  bad: '#ff8088',
  band: '#3d4c5c',
}
