import { readFile } from 'node:fs/promises'
import type { Level, Template, Tentacle } from '../tentacle/tentacle.js'
import type { MachineScript, RunOnMachine } from './ad-hoc-task.js'
import { textOf } from './process.js'
import type { TaskLine } from './server-task.js'

const levels: Readonly<Record<Level, TaskLine['level']>> = {
  info: 'Info',
  wait: 'Info',
  verbose: 'Verbose',
  warning: 'Warning',
  error: 'Error',
  highlight: 'Highlight',
}

const templateOf = ({ template, syntax, body }: MachineScript): Template => ({
  Id: template?.Id ?? 'AdHocScript',
  Name: template?.Name ?? 'Ad-hoc script',
  ActionType: 'Octopus.Script',
  Version: template?.Version ?? 0,
  Properties: {
    'Octopus.Action.Script.ScriptSource': 'Inline',
    'Octopus.Action.Script.Syntax': syntax,
    'Octopus.Action.Script.ScriptBody': body,
    'Octopus.Action.RunOnServer': 'false',
  },
  Parameters: (template?.Parameters ?? []).map(({ Name, DefaultValue, DisplaySettings }) => ({
    Name,
    DefaultValue: textOf(DefaultValue) ?? null,
    DisplaySettings,
  })),
})

/**
 * Runs the scripts of ad-hoc tasks on simulated Tentacles.
 * @param tentacleOf by the name of the deployment target; undefined: the server cannot reach it
 */
export const runOnTentacles =
  (tentacleOf: (machine: string) => Tentacle | undefined): RunOnMachine =>
  async (script) => {
    const tentacle = tentacleOf(script.machine.Name)
    if (!tentacle)
      return { succeeded: false, log: [{ level: 'Error', text: `${script.machine.Name} cannot be reached.` }] }
    const action = { stepName: 'Run script', template: templateOf(script), parameters: script.parameters }
    const { succeeded, log, artifacts } = await tentacle.run(action)
    return {
      succeeded,
      log: log.map(({ level, text }) => ({ level: levels[level], text })),
      artifacts: await Promise.all(artifacts.map(async ({ name, path }) => ({ name, content: await readFile(path) }))),
    }
  }
