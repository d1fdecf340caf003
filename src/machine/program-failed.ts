import { StepFailed } from '../octopus/step-failed.js'

const shownCharacters = 500

/** A program that only looks at the machine failed; an empty answer of a failed program does not mean "nothing there". */
export class ProgramFailed extends StepFailed {
  constructor(command: string, { exitCode, stdout, stderr }: { exitCode: number; stdout: string; stderr: string }) {
    const said = `${stderr.trim()} ${stdout.trim()}`.trim().slice(0, shownCharacters)
    super({
      happened: `${command} failed with exit code ${exitCode}${said ? `: ${said}` : ' and said nothing'}.`,
      untouched: 'It changed nothing.',
      todo: 'Run the same line by hand, as the same account, to see what is wrong.',
    })
  }
}
