import { type Binding, bindingFrom } from '../iis/binding.js'
import type { BindingRecord } from './marker.js'

/** Bindings as the marker keeps them. */
export const recordsOf = (bindings: readonly Binding[]): BindingRecord[] =>
  bindings.map(({ protocol, information, sslFlags }) => ({ protocol, information, ...(sslFlags ? { sslFlags } : {}) }))

export const recordedBindings = (records: readonly BindingRecord[]): Binding[] =>
  records.map(({ protocol, information, sslFlags }) => ({
    ...bindingFrom(protocol, information),
    ...(sslFlags ? { sslFlags } : {}),
  }))
