import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** The inputs of a bundle of which something is left after tree shaking. */
export const usedInputs = (outputs: Readonly<Record<string, { inputs: Record<string, { bytesInOutput: number }> }>>) =>
  Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
  )

/** The packages that some inputs of a bundle come from, e.g. `zod`, in the order of their names. */
export const bundledPackages = (inputs: readonly string[]): string[] =>
  [...new Set(inputs.flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []))].sort()

/** The licence texts of packages, to be carried along with their code. */
export async function licences(root: string, packages: readonly string[]): Promise<string> {
  const texts = packages.map(async (name) => {
    const text = await readFile(path.join(root, 'node_modules', name, 'LICENSE'), 'utf8')
    return `${name}\n\n${text.replaceAll('\r', '').replaceAll('*/', '* /').trim()}`
  })
  return (await Promise.all(texts)).join('\n\n')
}
