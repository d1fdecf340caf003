import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'esbuild'
import type { NodeVersion } from '../../src/simulators/windows/node-packages.js'
import type { Windows } from '../../src/simulators/windows/windows.js'

/**
 * Runs a script of `scripts/`, with all that it imports from the product, under Windows' Node; it prints what it has seen as JSON.
 * @param folder on disk: where the bundle is written @throws Error with what the script says, when it fails
 */
export async function runBundled<Seen>(
  windows: Windows,
  node: NodeVersion,
  { script, folder, args = [] }: { script: string; folder: string; args?: readonly string[] },
): Promise<Seen> {
  const made = await build({
    entryPoints: [path.join(import.meta.dirname, 'scripts', script)],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    charset: 'ascii',
    write: false,
  })
  const bundle = path.join(folder, `${script}.${node}.cjs`)
  await writeFile(bundle, made.outputFiles[0]?.contents ?? '')
  const end = await windows.run({ program: windows.node(node), args: [windows.seen(bundle), ...args] })
  if (end.exitCode !== 0 || end.survivors.length > 0)
    throw new Error(
      `${script} ended with ${end.exitCode}, and left ${end.survivors.join(', ') || 'nothing'}: ${end.stderr}`,
    )
  return JSON.parse(end.stdout.toString('utf8')) as Seen
}
