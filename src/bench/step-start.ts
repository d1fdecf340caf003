import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { projectFolder } from '../rehearsal/project-folder.js'
import { prepareBash } from '../simulators/tentacle/prepare-bash.js'
import type { Template } from '../simulators/tentacle/tentacle.js'
import { applicationAt } from '../slots/application.js'
import { writeMarker } from '../slots/write-marker.js'
import { interleaved } from './interleaved.js'
import type { Subject } from './subject.js'

const rounds = 25
const most = 1.6
const port = 18_081

/** Switch NGINX, What If, with the port that is live already: it reads everything, and finds nothing to do. */
const given: Readonly<Record<string, string>> = {
  'BG.Application': 'MyApp',
  'BG.Port': String(port),
  'BG.Slot': '',
  'BG.Instance': '',
  'BG.Release': '1.0.0',
  'BG.ReleaseHeader': '',
  'BG.WhatIf': 'True',
}

async function prepareApplication(root: string): Promise<void> {
  const app = applicationAt(root, 'MyApp', '')
  await mkdir(app.files.router, { recursive: true })
  await writeMarker(app, {
    version: 1,
    application: 'MyApp',
    instance: '',
    owner: { space: '', project: '', environment: '', tenant: '' },
    router: {
      kind: 'nginx-flag',
      ports: [port, port + 1],
      flag: path.join(app.files.router, 'green.flag'),
      conf: path.join(root, 'myapp.conf'),
      nginx: 'nginx',
      frontDoor: { url: 'http://127.0.0.1/' },
      portHeader: true,
      made: '',
    },
    slots: {},
  })
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** The least that a bootstrap can be: the variables are in the array without any openssl, then the body is sourced. */
const bareBootstrap = (variables: readonly [string, string][]) =>
  `declare -gA octopus_parameters=(${variables.map(([name, value]) => `[${quoted(name)}]=${quoted(value)}`).join(' ')})
source "$(pwd)/Script.sh"
`

async function folderWith(parent: string, name: string, make: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = path.join(parent, name)
  await mkdir(folder)
  await make(folder)
  return folder
}

async function inFolder(parent: string): Promise<ReturnType<Subject['measure']>> {
  const file = path.join(projectFolder(), 'step-templates', 'blue-green-switch-nginx-bash.json')
  const template: Template = JSON.parse(await readFile(file, 'utf8'))
  const body = template.Properties['Octopus.Action.Script.ScriptBody'] ?? ''
  const root = path.join(parent, 'applications')
  await prepareApplication(root)
  const variables = template.Parameters.map(({ Name, DefaultValue }): [string, string] => [
    Name,
    Name === 'BG.Root' ? root : (given[Name] ?? DefaultValue ?? ''),
  ])

  const bareWith = (name: string, given: readonly [string, string][]) =>
    folderWith(parent, name, async (folder) => {
      await writeFile(path.join(folder, 'Script.sh'), body)
      await writeFile(path.join(folder, 'Bootstrap.sh'), bareBootstrap(given))
    })
  const bare = await bareWith('bare', variables)
  // One variable that is no parameter: without any the body would ask for each by a function.
  const refused = await bareWith('refused', [['Octopus.Task.Id', 'ServerTasks-1']])
  let key = ''
  const prepared = (name: string, text: string, mode: 'lookup' | 'array') =>
    folderWith(parent, name, async (folder) => {
      key = (await prepareBash(folder, text, variables, mode)).args[1] ?? ''
      return key
    })
  const nothing = await prepared('nothing', 'exit 0\n', 'lookup')
  const nothingKey = key
  const array = await prepared('array', body, 'array')
  const arrayKey = key
  const lookup = await prepared('lookup', body, 'lookup')
  const lookupKey = key

  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...env } = process.env
  const run = (program: string, args: readonly string[], cwd: string) =>
    execa(program, args, { cwd, env, extendEnv: false, stdin: 'ignore', reject: false })
  const step = async (cwd: string, args: readonly string[] = [], says = 'What if: ') => {
    const { stdout } = await run('bash', ['Bootstrap.sh', ...args], cwd)
    if (!stdout.includes(says)) throw new Error(`The step did not do what is measured here:\n${stdout}`)
  }
  const ms = await interleaved(rounds, {
    node: () => run(process.execPath, ['-e', '0'], parent),
    step: () => step(bare),
    refused: () => step(refused, [], '##octopus[resultMessage'),
    bootstrap: () => run('bash', ['Bootstrap.sh', nothingKey], nothing),
    array: () => step(array, [arrayKey]),
    lookup: () => step(lookup, [lookupKey]),
  })
  const row = (what: string, value: number) => [what, value.toFixed(1), (value / ms.node).toFixed(2)]
  return {
    head: ['what', 'ms', '× `node -e 0`'],
    rows: [
      row('`node -e 0`', ms.node),
      row('**the step, its variables in the array `octopus_parameters`**', ms.step),
      row('its start alone: the same without any parameter, which it refuses', ms.refused),
      row("Calamari's bootstrap alone, with an empty script (simulated)", ms.bootstrap),
      row('the step after that bootstrap, variables by the array (one openssl for all)', ms.array),
      row(
        `the step after that bootstrap, variables by look-up (${variables.length} of them, two openssl each)`,
        ms.lookup,
      ),
    ],
    bars: [
      {
        says: `a step without work to do takes at most ${most} × \`node -e 0\`: ${(ms.step / ms.node).toFixed(2)}`,
        holds: ms.step / ms.node <= most,
      },
    ],
  }
}

export const stepStart: Subject = {
  name: 'step-start',
  title: 'A step without work to do',
  how: `Switch NGINX with *What if* and the port that is live already, from the Bash body of its template: Bash, the parameters, Node, the script, the marker, the journal, the flag, the plan, one line. Medians of ${rounds} rounds, one of each in turn. Calamari's own share, and how it hands over variables, apart.`,
  async measure() {
    const parent = await mkdtemp(path.join(tmpdir(), 'bench-'))
    try {
      return await inFolder(parent)
    } finally {
      await rm(parent, { recursive: true, force: true })
    }
  },
}
