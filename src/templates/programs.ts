import { access } from 'node:fs/promises'
import path from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { bundledPackages, licences, usedInputs } from './licences.js'

/** The launcher is CommonJS, as all in `dist`; the command line itself is ESM, as some of its packages are. */
const launcher = `#!/usr/bin/env node
import('./octopus-blue-green.mjs')
`

const programs: readonly {
  source: string
  made: string
  options: Pick<BuildOptions, 'format' | 'packages' | 'alias'>
  beside?: Readonly<Record<string, string>>
}[] = [
  {
    source: 'src/cli.ts',
    made: 'dist/octopus-blue-green.mjs',
    options: {
      format: 'esm',
      packages: 'external',
      // Whole, with all its languages, it takes 60 ms to load; the parts that are used take none.
      alias: { 'zod/mini': './node_modules/zod/mini/index.js' },
    },
    beside: { 'dist/octopus-blue-green.js': launcher },
  },
  { source: 'src/rehearsal/sample-app/server.ts', made: 'dist/sample-app.js', options: { format: 'cjs' } },
  { source: 'src/transcripts/record-calls.ts', made: 'dist/record-calls.js', options: { format: 'cjs' } },
]

/** Sources that are there, and only those. */
const present = async (root: string, file: string) =>
  access(path.join(root, file)).then(
    () => true,
    () => false,
  )

/** The programs beside the steps' scripts, by path in the project. */
export async function makePrograms(root: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const { source, made, options, beside } of programs) {
    if (!(await present(root, source))) continue
    const { outputFiles, metafile } = await build({
      absWorkingDir: root,
      entryPoints: [source],
      bundle: true,
      write: false,
      metafile: true,
      outfile: made,
      platform: 'node',
      target: 'node20',
      charset: 'ascii',
      preserveSymlinks: true,
      tsconfigRaw: '{}',
      external: ['bufferutil', 'utf-8-validate'],
      loader: { '.txt': 'text', '.css': 'text', '.html': 'text', '.sh': 'text' },
      logLevel: 'silent',
      ...options,
    })
    const bundled = bundledPackages(usedInputs(metafile.outputs))
    const texts =
      bundled.length > 0 ? `/*\nContains ${bundled.join(', ')}:\n\n${await licences(root, bundled)}\n*/\n` : ''
    files.set(made, `${texts}${outputFiles[0]?.text ?? ''}`)
    for (const [name, text] of Object.entries(beside ?? {})) files.set(name, text)
  }
  return files
}
