/** What is rehearsed on a simulated and on a real machine: the commands of both have to be the same. */
export type ComparedRehearsal = {
  /** Of the file in `test/transcripts/golden`. */
  readonly name: string
  readonly args: readonly string[]
}

const gently = ['--rate', '20']

export const comparedRehearsals: readonly ComparedRehearsal[] = [
  { name: 'arr-rewrite', args: ['--router', 'arr-rewrite', ...gently] },
  { name: 'adopt', args: ['--adopt', ...gently] },
  { name: 'arr-health-file', args: ['--router', 'arr-health-file', ...gently] },
]

export const goldenFile = (name: string): string => `test/transcripts/golden/${name}.txt`
