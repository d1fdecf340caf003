import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseTranscript } from '../../../src/transcripts/transcript-text.js'
import { freePort } from '../../free-port.js'
import { machine } from './simulated-machine.js'

/* `options {…}` in a remark's place: of the host. {port1}, {port2}, {folder}: made up. */
const folder = join(import.meta.dirname, 'transcripts')

for (const file of readdirSync(folder)) {
  test.concurrent(`answers as the transcript ${file} says`, async (context) => {
    const text = readFileSync(join(folder, file), 'utf8')
    const options = /^options (.*)$/m.exec(text)?.[1] ?? '{}'
    const { host, root } = await machine(context, { ...JSON.parse(options), startCommand: undefined })
    mkdirSync(join(root, 'www'))
    const [port1, port2] = [await freePort(), await freePort()]
    const filled = text.replaceAll('{port1}', `${port1}`).replaceAll('{port2}', `${port2}`).replaceAll('{folder}', root)
    const calls = parseTranscript(filled).flatMap((chapter) => chapter.calls)
    expect(calls.length).toBeGreaterThan(0)
    for (const { program, args, stdin, stdout, exitCode } of calls) {
      const call = { program, args: [...args], stdin }
      expect({ call, ...(await host.run(call)) }).toEqual({ call, stdout, exitCode })
    }
  })
}
