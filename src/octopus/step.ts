import type * as z from 'zod/mini'
import type { Log } from '../machine/log.js'

/** One parameter of a step, as its script needs it. What only the template and the docs need is a `Field`. */
export type Input = {
  /** Shown in Octopus and in error messages. */
  readonly label: string
  /** A good value, shown with each error. */
  readonly example: string
  /** Never shown; masked wherever it would be printed. */
  readonly sensitive?: true
  /** May be left empty: the schema then gets `''`. */
  readonly optional?: true
  /** The project variable that the template's default refers to, e.g. `BlueGreen.Application`: set once, used by every step. */
  readonly variable?: string
  /** Text in, value out. `''` is "not given" and reaches the schema of an optional parameter only. */
  readonly schema: z.ZodMiniType<unknown, string>
}

export type Inputs = Readonly<Record<string, Input>>

export type Values<I extends Inputs> = { readonly [K in keyof I]: z.output<I[K]['schema']> }

/** The way from a step to Octopus. Everything goes to standard output as ASCII. */
export type Octopus<O extends string = string> = Log & {
  /** Sets an output variable: `Octopus.Action[Step].Output.X`. */
  set(output: O, value: string | number | boolean): void
  /** Lets the Tentacle upload a file of this machine with the task. */
  artifact(path: string, name: string): void
  /** An Octopus variable that the step lists in `variables`; undefined when it is not set. */
  variable(name: string): string | undefined
}

export type Step<I extends Inputs = Inputs, O extends string = string> = {
  readonly inputs: I
  readonly outputs: readonly O[]
  /** Octopus's own variables that the body hands over besides the parameters. */
  readonly variables: readonly string[]
  /** True when the step changes the machine: it then has `BG.WhatIf`. */
  readonly changes: boolean
  /** @returns one sentence for people: what is so now */
  run(values: Values<I>, octopus: Octopus<O>): Promise<string>
}

export const defineStep = <const I extends Inputs, const O extends string>(step: Step<I, O>): Step<I, O> => step
