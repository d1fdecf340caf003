import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type ProcessHandler, readWebConfig, splitArguments } from './web-config.js'

/** The process of an application, before its port is known. */
export type StartCommand = {
  program: string
  /** May hold `%PORT%` and other variables. */
  args: string[]
  environment: Record<string, string>
  startupLimitMs: number
  disallowRotationOnConfigChange: boolean
}

/**
 * How the application in this folder starts; undefined: static files.
 * @param line starts what has no handler in its web.config, e.g. `node server.js`; not where web.config holds rewrite
 *   rules (a router's front site) nor where the file that the line names is missing
 */
export function startCommandIn(
  folder: string,
  line: string | undefined,
  { handler, hasRewrite } = readWebConfig(folder),
): StartCommand | undefined {
  if (handler) return fromHandler(handler)
  const [program, ...args] = splitArguments(line ?? '')
  if (program === undefined || hasRewrite) return undefined
  const script = args.find((arg) => /^[^-].*\.\w+$/.test(arg))
  if (script !== undefined && !existsSync(resolve(folder, script))) return undefined
  return { program, args, environment: {}, startupLimitMs: 120_000, disallowRotationOnConfigChange: false }
}

function fromHandler(handler: ProcessHandler): StartCommand {
  const { processPath: program, arguments: args, ...rest } = handler
  return { program, args, ...rest }
}

/** `%PORT%` → the variable's value; an unknown one stays as it is. */
export const expandVariables = (text: string, environment: NodeJS.ProcessEnv): string =>
  text.replace(/%(\w+)%/g, (whole, name: string) => environment[name] ?? whole)
