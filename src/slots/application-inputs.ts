import { pathProblem } from '../machine/path-problem.js'
import type { Field } from '../octopus/page.js'
import { flag, folder, optional, text } from '../octopus/parameter-types.js'

const name = { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/, longest: 60 } as const

/** The parameters that say which application a step is about. */
export const applicationInputs = {
  'BG.Application': {
    label: 'Application',
    example: 'MyApp',
    variable: 'BlueGreen.Application',
    schema: text({
      ...name,
      rule: 'may hold letters, digits, dots, dashes and underscores only, and begins with a letter or digit',
    }),
  },
  'BG.Instance': {
    label: 'Instance',
    example: 'staging',
    optional: true,
    variable: 'BlueGreen.Instance',
    schema: optional(
      text({
        ...name,
        rule: 'may hold letters, digits, dots, dashes and underscores only, and begins with a letter or digit',
      }),
    ),
  },
  'BG.Root': {
    label: 'Root folder',
    example: 'C:\\BlueGreen',
    variable: 'BlueGreen.Root',
    schema: folder(pathProblem),
  },
} as const

export const whatIfInput = {
  label: 'What if',
  example: 'False',
  schema: flag(),
} as const

export const applicationField: Field = {
  control: 'SingleLineText',
  help: 'The name of the application, e.g. `MyApp`. Its slots, folder and journal are named after it.',
}

export const instanceField: Field = {
  control: 'SingleLineText',
  help: 'What tells two copies of the application on one machine apart: an environment, a tenant. Empty where there is one.',
}

export const rootField: Field = {
  control: 'SingleLineText',
  help: 'The folder that holds all blue-green applications of this machine, e.g. `C:\\BlueGreen`, on a disk of its own, no share. The application gets a folder of its own in it; nothing outside of that is ever changed.',
}

export const whatIfField: Field = {
  control: 'Checkbox',
  default: 'False',
  help: 'Say what would be done, and change nothing.',
}
