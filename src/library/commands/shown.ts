import { createInterface } from 'node:readline/promises'
import { BadSettings } from '../server/bad-settings.js'

/** What a command says: lines for people, or one JSON object for programs. Progress goes to standard error. */
export type Shown = {
  /** Not with `--json`. */
  line(text: string): void
  progress(text: string): void
  /** With `--json` only. */
  result(value: object): void
}

export const shown = ({ json = false }: { readonly json?: boolean }): Shown => ({
  line: (text) => {
    if (!json) process.stdout.write(`${text}\n`)
  },
  progress: (text) => void process.stderr.write(`${text}\n`),
  result: (value) => {
    if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
  },
})

export type Consent = { readonly yes?: boolean; readonly dryRun?: boolean }

/** @throws BadSettings: nobody is there to be asked */
export function checkConsent({ yes, dryRun }: Consent): void {
  if (!yes && !dryRun && !process.stdin.isTTY)
    throw new BadSettings([
      'Standard input is no terminal, so nobody can be asked: give --yes, or --dry-run to see what would be done.',
    ])
}

/** Whether somebody wants this to be done. */
export async function consents({ yes }: Consent, question: string): Promise<boolean> {
  if (yes) return true
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await asking.question(`${question} [y/N] `).finally(() => asking.close())
  return /^y(es)?$/i.test(answer.trim())
}
