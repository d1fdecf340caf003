import type { Field } from '../octopus/page.js'
import { webAddress } from '../octopus/parameter-types.js'

/** The address that users call. */
export const frontDoorInput = {
  label: 'Front door',
  example: 'http://www.example.com/health',
  variable: 'BlueGreen.FrontDoor',
  schema: webAddress(),
} as const

export const frontDoorField: Field = {
  control: 'SingleLineText',
  help: 'The address that users call, with a path that answers quickly, e.g. `https://www.example.com/health`. Its host name is sent as the Host header, also where a slot is asked on its own port.',
}
