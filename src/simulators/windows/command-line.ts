/**
 * One line for all arguments, so that a program's C library splits it into these again.
 * @see https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
 */
export const windowsCommandLine = (program: string, args: readonly string[]): string =>
  [program, ...args].map(quoted).join(' ')

function quoted(argument: string): string {
  if (argument !== '' && !/[\s"]/.test(argument)) return argument
  return `"${argument.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`
}
