/** One thing that was looked at. */
export type Finding = {
  readonly what: string
  readonly state: 'ok' | 'warning' | 'problem'
  readonly says: string
  readonly todo?: string
}

export const ok = (what: string, says: string): Finding => ({ what, state: 'ok', says })
export const warning = (what: string, says: string, todo: string): Finding => ({ what, state: 'warning', says, todo })
export const problem = (what: string, says: string, todo: string): Finding => ({ what, state: 'problem', says, todo })
