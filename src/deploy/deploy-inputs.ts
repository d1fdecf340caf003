import { releaseInput } from '../http/release-header-input.js'
import { commitInputs } from '../iis/commit-inputs.js'
import { pathProblem } from '../machine/path-problem.js'
import { paths } from '../machine/paths.js'
import { reservedName } from '../machine/reserved-name.js'
import {
  choice,
  duration,
  flag,
  folder,
  lines,
  optional,
  parsed,
  port,
  secret,
  text,
} from '../octopus/parameter-types.js'
import { applicationInputs, whatIfInput } from '../slots/application-inputs.js'
import { portsInput } from '../slots/ports-input.js'

const subfolder = () =>
  parsed((line, problem) => {
    const names = line.split(/[\\/]/)
    if (paths.isAbsolute(line) || names.includes('..') || names.includes('') || /[<>:"|?*]/.test(line))
      problem('is no folder below that of the slot')
    for (const name of names) {
      const reserved = reservedName(name)
      if (reserved !== undefined) problem(`holds the name "${name}", which ${reserved}`)
    }
    return names.join(paths.sep)
  })

const binding = () =>
  parsed((line, problem) => {
    if (!/^https?\/(?:\*|[\d.]+|\[[\da-fA-F:.]+\]):\{port\}:(?:\*\.)?[\p{L}\p{N}._-]*$/u.test(line))
      problem('is no binding of the form http/ADDRESS:{port}:HOST')
    return line
  })

/** The parameters of Deploy to Slot. */
export const deployInputs = {
  ...applicationInputs,
  'BG.Release': releaseInput,
  'BG.Package': {
    label: 'Package',
    example: 'a package of a feed',
    optional: true,
    schema: optional(text({ longest: 2_000 })),
  },
  'BG.Source': {
    label: 'Folder instead of a package',
    example: 'D:\\Builds\\MyApp',
    optional: true,
    schema: optional(folder((path) => pathProblem(path, { share: true }))),
  },
  'BG.Port': {
    label: 'Port of the slot',
    example: '18082',
    variable: 'Octopus.Action[Calculate Port].Output.Port',
    schema: port(),
  },
  'BG.Ports': portsInput,
  'BG.Bindings': {
    label: 'Bindings',
    example: 'http/127.0.0.1:{port}:',
    schema: lines(binding(), { least: 1, most: 20 }),
  },
  'BG.ModelSite': { label: 'Model site', example: 'MyApp', optional: true, schema: optional(text({ longest: 260 })) },
  'BG.Runtime': {
    label: '.NET CLR version',
    example: 'none',
    schema: choice('as-model', 'none', 'v4.0', 'v2.0'),
  },
  'BG.Identity': {
    label: 'Identity of the application pool',
    example: 'ApplicationPoolIdentity',
    schema: choice(
      'as-model',
      'ApplicationPoolIdentity',
      'NetworkService',
      'LocalService',
      'LocalSystem',
      'SpecificUser',
    ),
  },
  'BG.UserName': {
    label: 'User of the application pool',
    example: 'DOMAIN\\web',
    optional: true,
    schema: optional(text({ longest: 256 })),
  },
  'BG.Password': {
    label: 'Password of that user',
    example: '********',
    optional: true,
    sensitive: true,
    schema: optional(secret()),
  },
  'BG.StartMode': {
    label: 'Start mode',
    example: 'AlwaysRunning',
    schema: choice('as-model', 'AlwaysRunning', 'OnDemand'),
  },
  'BG.Preload': { label: 'Preload', example: 'True', schema: flag() },
  'BG.IdleTimeout': { label: 'Idle time-out', example: '0s', optional: true, schema: optional(duration()) },
  'BG.Recycling': {
    label: 'Recycle every',
    example: '29h',
    optional: true,
    schema: optional(duration({ mostMs: 300 * 3_600_000 })),
  },
  'BG.WritableFolders': {
    label: 'Folders it may write to',
    example: 'App_Data',
    optional: true,
    schema: lines(subfolder()),
  },
  ...commitInputs,
  'BG.StartLimit': { label: 'Limit of the start', example: '90s', schema: duration({ leastMs: 1_000 }) },
  'BG.WhatIf': whatIfInput,
} as const
