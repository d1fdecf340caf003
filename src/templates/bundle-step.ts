import { readFile } from 'node:fs/promises'
import { build, type Plugin, transform } from 'esbuild'
import { BuildFailed } from './build-failed.js'
import { bundledPackages, licences, usedInputs } from './licences.js'
import type { StepFile } from './step-file.js'

/** All that a step's script may be made of. A new folder of the product is named here; simulators and rehearsal never are. */
const folders = [
  'adopt',
  'delete',
  'deploy',
  'http',
  'iis',
  'machine',
  'octopus',
  'routing',
  'slots',
  'status',
  'steps',
  'warm-up',
]
const packages = ['zod', '@rgrove/parse-xml']
const allowed = [...folders.map((folder) => `src/${folder}/`), ...packages.map((name) => `node_modules/${name}/`)]

const largestScriptBytes = 320 * 1024

const entry = (file: string) => `
import { runStep } from './src/octopus/run-step.ts'
import { step } from './${file}'
void runStep(step)
`

const banner = (name: string, packages: string, texts: string) => `/*
octopus-blue-green: ${name}

Made by "npm run build"; changes belong into the sources. Runs by itself, with Node 20 or newer:
  node FILE --help
  node FILE < parameters.json

License: MIT.${packages === '' ? '' : ` Contains ${packages}; see there:\n\n${texts}`}
*/`

/** Sources end in .ts and are imported as .js, packages are only looked for in the project's own node_modules. */
const noOtherPackage: Plugin = {
  name: 'no other package',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('node:') || packages.some((name) => `${path}/`.startsWith(`${name}/`))
        ? null
        : { errors: [{ text: `A step's script must not contain the package ${path}` }] },
    )
  },
}

/** What documents the classes of parse-xml, which esbuild keeps otherwise: 11 KB. Its licence is in the banner. */
const noCommentsOfParser: Plugin = {
  name: 'no comments of the parser',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@rgrove[\\/]parse-xml[\\/].*\.js$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { minifyWhitespace: true })
      return { contents: code }
    })
  },
}

/**
 * Makes the single-file script of a step: CommonJS, not minified, the same bytes on every machine.
 * @throws BuildFailed: it has something in it that does not belong into a step's script, or is too large
 */
export async function bundleStep(root: string, { name, file }: Pick<StepFile, 'name' | 'file'>): Promise<string> {
  const made = await build({
    absWorkingDir: root,
    stdin: { contents: entry(file), resolveDir: root, sourcefile: `${name}.entry.ts`, loader: 'ts' },
    bundle: true,
    write: false,
    metafile: true,
    outfile: `dist/${name}.js`,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // `import()` as a late `require`: for the one of Node itself the loader of ES modules would have to start, 5 ms of each step.
    supported: { 'dynamic-import': false },
    charset: 'ascii',
    treeShaking: true,
    preserveSymlinks: true,
    tsconfigRaw: '{}',
    loader: { '.txt': 'text' },
    logLevel: 'silent',
    plugins: [noOtherPackage, noCommentsOfParser],
  }).catch((error: unknown) => {
    throw new BuildFailed([`${file}: ${error instanceof Error ? error.message : String(error)}`])
  })
  const problems = made.warnings.map((warning) => `${file}: ${warning.text}`)
  const inputs = Object.keys(made.metafile.inputs)
  for (const input of inputs)
    if (input !== `${name}.entry.ts` && input !== file && !allowed.some((folder) => input.startsWith(folder)))
      problems.push(`${file}: ${input} is in the script and must not be.`)
  const code = made.outputFiles[0]?.text ?? ''
  const bundled = bundledPackages(usedInputs(made.metafile.outputs))
  const script = `${banner(name, bundled.join(' and '), await licences(root, bundled))}\n${code}`
  if (/[^\x00-\x7f]/.test(script)) problems.push(`${file}: the script holds a character that is not ASCII.`)
  if (script.length > largestScriptBytes)
    problems.push(`${file}: the script has ${script.length} bytes; at most ${largestScriptBytes} are possible.`)
  if (problems.length > 0) throw new BuildFailed(problems)
  return script
}
