import type { Inputs, Step } from './step.js'

/** How Octopus shows a parameter. The values are Octopus's own control types. */
export type Control =
  | 'SingleLineText'
  | 'MultiLineText'
  | 'Checkbox'
  | 'Sensitive'
  | 'Package'
  | { readonly select: Readonly<Record<string, string>> }

/** What the template and the docs say of a parameter. None of it is in the script. */
export type Field = {
  readonly control: Control
  /** The template's default. A parameter with a `variable` has none of its own: it refers to that variable. */
  readonly default?: string
  /** Markdown. */
  readonly help: string
}

/** The build's part of a step: what it is called and how it is explained. Plain literals only, so that it stays out of the script. */
export type PageOf<S> =
  S extends Step<infer I extends Inputs, infer O>
    ? {
        /** The template's name in the library, e.g. `Blue-Green - Warm Up`. */
        readonly name: string
        /** Markdown: one paragraph. */
        readonly summary: string
        /** The syntaxes that make sense: PowerShell always, Bash for what runs on Linux too. */
        readonly syntaxes: readonly ('PowerShell' | 'Bash')[]
        /** Markdown: what it changes on the machine. */
        readonly changes: string
        /** Markdown: rights and software that it needs. */
        readonly needs: string
        /** Markdown: what it does when it is killed and run again. */
        readonly ifKilled: string
        /** Failures that people will meet: what is said, and what to do. */
        readonly errors: Readonly<Record<string, string>>
        readonly inputs: { readonly [K in keyof I]: Field }
        readonly outputs: Readonly<Record<O, string>>
      }
    : never
