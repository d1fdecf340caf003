import { StepFailed } from './step-failed.js'

/** Every bad parameter of a step, told at once and before anything is touched. */
export class BadParameters extends StepFailed {
  constructor(problems: readonly string[]) {
    super({
      happened: `${problems.length === 1 ? 'A parameter is' : `${problems.length} parameters are`} not right:\n${problems.map((problem) => `- ${problem}`).join('\n')}\n`,
      untouched: 'Nothing was changed.',
      todo: 'Correct the values in the process or in the project variables, and deploy again.',
    })
  }
}
