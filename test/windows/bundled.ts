import path from 'node:path'
import { build } from 'esbuild'

/** A file of `test/windows/fixtures` with all of the product that it imports, as one script for Windows' Node (`Windows.runScript`). */
export async function bundled(fixture: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, 'fixtures', fixture)],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}
