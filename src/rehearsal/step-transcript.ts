import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Chapter } from '../transcripts/call.js'
import type { CallRecorder } from '../transcripts/call-recorder.js'
import { normalise } from '../transcripts/normalise.js'
import { onEverySystem } from '../transcripts/on-every-system.js'
import { printTranscript } from '../transcripts/transcript-text.js'
import { withoutRepeats } from '../transcripts/without-repeats.js'
import { withoutSameAnswers } from '../transcripts/without-same-answers.js'
import type { Perform } from './deployment.js'

const remark = 'Every command that the steps ran, and what it answered. Made by a rehearsal: rehearse --transcript FILE'

/** Every command of every step on the one machine of a rehearsal, in a form that is the same on any machine. */
export class StepTranscript {
  readonly #recorder: CallRecorder
  readonly #chapters: Chapter[] = []

  constructor(recorder: CallRecorder) {
    this.#recorder = recorder
  }

  around(release: string, perform: Perform): Perform {
    return async (turn) => {
      await this.#recorder.watch()
      const result = await perform(turn)
      const calls = (await this.#recorder.stop()).map((call) => normalise(call, turn.machine.surroundings))
      this.#chapters.push({ title: `${release} ${turn.action.name}`, calls: withoutRepeats(onEverySystem(calls)) })
      return result
    }
  }

  async save(file: string): Promise<void> {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, printTranscript(withoutSameAnswers(this.#chapters), remark))
  }
}
