import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { differences } from './differences.js'
import { parseTranscript } from './transcript-text.js'

const read = (file: string) => parseTranscript(readFileSync(file, 'utf8'))

/** Exit code 1 where the transcripts differ, 2 where one cannot be read. */
export const compareCommand = (): Command =>
  new Command('compare-transcripts')
    .description('Tells where the commands of two rehearsals, or their answers, differ.')
    .argument('<expected>', 'a transcript, e.g. test/transcripts/golden/arr-rewrite.txt')
    .argument('<found>', 'made by rehearse --transcript')
    .action((expected: string, found: string) => {
      try {
        const told = differences(read(expected), read(found))
        process.stdout.write(
          told.length > 0
            ? `${expected} (-) and ${found} (+) differ:\n${told.join('\n')}\n`
            : 'The commands and their answers are the same.\n',
        )
        process.exitCode = told.length > 0 ? 1 : 0
      } catch (error) {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
        process.exitCode = 2
      }
    })
