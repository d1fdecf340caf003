import { type Binding, sameBindings } from './binding.js'
import type { BindingEdit } from './edit-bindings.js'
import type { Site } from './iis.js'

/**
 * From a site's bindings to others; undefined where it has these already. Those that stay are not touched: they go on serving, and
 * keep their flags.
 */
export function bindingEdit({ name, bindings }: Site, wanted: readonly Binding[]): BindingEdit | undefined {
  const add = missingIn(bindings, wanted)
  const remove = missingIn(wanted, bindings)
  return add.length + remove.length > 0 ? { site: name, add, remove } : undefined
}

const missingIn = (list: readonly Binding[], bindings: readonly Binding[]) =>
  bindings.filter((binding) => !list.some((each) => sameBindings([each], [binding])))
