/** A variable refers to itself, directly or through others. Octostache throws before the body runs; so does the simulator. */
export class SelfReference extends Error {
  override name = 'SelfReference'

  constructor(chain: readonly string[]) {
    super(
      `The variable symbol "${chain.at(-1)}" refers to itself (${chain.join(' -> ')}). ` +
        'Nothing was run. Give the parameter and the project variable different names.',
    )
  }
}
