import { BadArgument } from './bad-argument.js'
import type { Binding } from './binding.js'

/** Bindings as an argument of appcmd: `http/*:80:,https/*:443:www.example.com`. @throws BadArgument */
export const bindingsText = (bindings: readonly Binding[]): string =>
  bindings
    .map(({ protocol, information }) => {
      const text = `${protocol}/${information}`
      if (text.includes(',')) throw new BadArgument(text, 'a comma separates bindings')
      return text
    })
    .join(',')
