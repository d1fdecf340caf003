import { BadArgument } from './bad-argument.js'

/** A site's or pool's name that appcmd takes for nothing but a name. @throws BadArgument */
export function checkedName(name: string): string {
  if (name === '') throw new BadArgument(name, 'a name cannot be empty')
  if (/^[/-]/.test(name)) throw new BadArgument(name, 'it begins as a parameter does')
  if (name.includes('"')) throw new BadArgument(name, 'it holds a quotation mark')
  return name
}
