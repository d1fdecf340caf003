/** Made once for each first argument, which must not change any more, as long as the others are the very same. */
export function remembered<At extends object, Others extends readonly unknown[], Made>(
  make: (at: At, ...others: Others) => Made,
): (at: At, ...others: Others) => Made {
  const known = new WeakMap<At, { readonly others: Others; readonly made: Made }>()
  return (at, ...others) => {
    const before = known.get(at)
    if (before?.others.every((other, index) => other === others[index])) return before.made
    const made = make(at, ...others)
    known.set(at, { others, made })
    return made
  }
}
