import { copyFile, mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { fromCodePage } from '../../src/machine/code-page.js'
import { chain } from '../../src/process/chain.js'
import { deploy } from '../../src/rehearsal/deployment.js'
import { packagesOf } from '../../src/rehearsal/packages.js'
import { machineVariables, type RehearsalMachine, surroundingsOf } from '../../src/rehearsal/rehearsal-machine.js'
import { StepTranscript } from '../../src/rehearsal/step-transcript.js'
import { templatesIn } from '../../src/rehearsal/templates.js'
import { CallRecorder } from '../../src/transcripts/call-recorder.js'
import { differences } from '../../src/transcripts/differences.js'
import { parseTranscript } from '../../src/transcripts/transcript-text.js'
import { goldenFile } from '../../src/verify/windows/rehearsals.js'
import { onWindows } from './windows-lane.js'
import { WindowsMachine } from './windows-machine.js'

const root = path.resolve(import.meta.dirname, '../..')
const router = 'arr-rewrite'

/** The machine that Wine plays, as a rehearsal has its machines. */
function rehearsalMachine(machine: WindowsMachine, recorder: CallRecorder): RehearsalMachine {
  const folder = machine.seen(machine.folder)
  const ports = { frontPort: machine.frontPort, slotPorts: machine.ports }
  const deployment = machine.deployment('1.0.0', {}, { environment: recorder.environment })
  return {
    name: 'web-1',
    tentacle: deployment.tentacle.machine,
    tentacleOptions: machine.scripts,
    variables: {
      ...machineVariables({ folder, router, adopt: false }, ports),
      'BlueGreen.Root': `${folder}\\applications`,
    },
    frontPort: machine.frontPort,
    surroundings: { ...surroundingsOf(folder, ports), platform: 'win32' },
    appcmd: (...args) => machine.appcmd(...args),
    stop: () => machine.dispose(),
  }
}

onWindows('Windows’ Node', (windows) => {
  test('runs the commands of the golden transcript, and gets its answers', { timeout: 300_000 }, async () => {
    const machine = await WindowsMachine.startOn({ windows: windows(), node: 20 })
    try {
      const preload = path.join(machine.folder, 'record-calls.js')
      await copyFile(path.join(root, 'dist', 'record-calls.js'), preload)
      const recorder = new CallRecorder(preload, path.join(machine.folder, 'calls'), {
        seen: (file) => machine.seen(file),
        decode: (bytes) => fromCodePage(bytes, machine.codePage) ?? '',
      })
      const played = rehearsalMachine(machine, recorder)
      const steps = chain(router)
      const names = steps.flatMap(({ actions }) => actions.map(({ step }) => step))
      const releases = ['1.0.0', '1.1.0']
      await mkdir(path.join(machine.folder, 'packages'))
      const packages = await packagesOf(releases, undefined, {
        ...{ project: root, folder: path.join(machine.folder, 'packages'), broken: undefined },
      })
      const transcript = new StepTranscript(recorder)
      for (const [index, release] of releases.entries()) {
        const failed = await deploy({
          ...{ release, number: index + 1, packageFile: packages[index] ?? '', isSample: true, steps, window: 1 },
          templates: templatesIn(root, names, router),
          machines: [played],
          signal: new AbortController().signal,
          perform: transcript.around(release, ({ request, run }) => run(request)),
        })
        expect(failed).toBeUndefined()
      }
      const file = path.join(machine.folder, 'found.txt')
      await transcript.save(file)
      const golden = await readFile(path.join(root, goldenFile(router)), 'utf8')
      expect(differences(parseTranscript(golden), parseTranscript(await readFile(file, 'utf8')))).toEqual([])
    } finally {
      await machine.dispose()
    }
  })
})
