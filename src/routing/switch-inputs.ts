import { releaseHeaderInput, releaseInput } from '../http/release-header-input.js'
import { statusesText } from '../http/statuses.js'
import type { Field } from '../octopus/page.js'
import { choice, duration, flag, optional, port, text, wholeNumber } from '../octopus/parameter-types.js'
import { applicationInputs, whatIfInput } from '../slots/application-inputs.js'

/** The parameters of every step that switches a router. */
export const switchInputs = {
  ...applicationInputs,
  'BG.Port': {
    label: 'Port of the slot',
    example: '18082',
    variable: 'Octopus.Action[Deploy to Slot].Output.Port',
    schema: port(),
  },
  'BG.Slot': {
    label: 'Name of the slot',
    example: 'MyApp-1.4.0',
    optional: true,
    variable: 'Octopus.Action[Deploy to Slot].Output.SlotName',
    schema: optional(text({ longest: 63 })),
  },
  'BG.Release': releaseInput,
  'BG.ReleaseHeader': releaseHeaderInput,
  'BG.Statuses': { label: 'Good statuses', example: '200-399', schema: statusesText() },
  'BG.InARow': { label: 'Answers in a row', example: '10', schema: wholeNumber({ least: 1, most: 10_000 }) },
  'BG.ProofLimit': { label: 'Limit of the proof', example: '15s', schema: duration({ leastMs: 100 }) },
  'BG.DrainLimit': { label: 'Limit of the drain', example: '5m', schema: duration() },
  'BG.DrainInterval': { label: 'Time between two looks', example: '500ms', schema: duration({ leastMs: 10 }) },
  'BG.AtDrainLimit': {
    label: 'At the limit of the drain',
    example: 'fail',
    schema: choice('fail', 'leave-running', 'stop'),
  },
  'BG.StopPrevious': { label: 'Stop the previous slot', example: 'True', schema: flag() },
  'BG.WhatIf': whatIfInput,
} as const

export const switchOutputs = ['LiveSlot', 'LivePort', 'PreviousSlot', 'PreviousPort', 'SwitchedAt', 'ProvenAt'] as const

export const portField: Field = {
  control: 'SingleLineText',
  help: 'The port of the slot that gets the requests. Given by the step "Deploy to Slot" of this name; refer to your own step where it is called otherwise.',
}

export const slotField: Field = {
  control: 'SingleLineText',
  help: 'The slot that must have that port; the switch is refused when another one has it. Empty where the slots are not web sites of IIS.',
}

export const statusesField: Field = {
  control: 'SingleLineText',
  default: '200-399',
  help: 'Which statuses the front door must answer with, e.g. `200-399` or `200,304`.',
}

export const inARowField: Field = {
  control: 'SingleLineText',
  default: '10',
  help: 'How many answers in a row must come from the new slot, each on a new connection through the front door of this machine.',
}

export const proofLimitField: Field = {
  control: 'SingleLineText',
  default: '15s',
  help: 'When the new slot is not proven by then, the router goes back to the slot that was live.',
}

export const drainLimitField: Field = {
  control: 'SingleLineText',
  default: '5m',
  help: 'How long requests that are in flight in the previous slot may take: uploads, downloads, websockets.',
}

export const drainIntervalField: Field = {
  control: 'SingleLineText',
  default: '500ms',
  help: 'The previous slot is drained when it had no request in flight several times in a row, this far apart.',
}

export const atDrainLimitField: Field = {
  control: {
    select: {
      fail: 'Fail; the previous slot keeps running',
      'leave-running': 'Warn; the previous slot keeps running',
      stop: 'Stop it all the same: what is in flight is cut off',
    },
  },
  default: 'fail',
  help: 'What to do when the previous slot still has requests in flight at the limit. The new slot is live and proven by then in any case.',
}

export const stopPreviousField: Field = {
  control: 'Checkbox',
  default: 'True',
  help: 'Stop site and pool of the previous slot when it is drained. Its files stay, so that one can go back.',
}

export const switchOutputHelp = {
  LiveSlot: 'The slot that serves now.',
  LivePort: 'Its port.',
  PreviousSlot: 'The slot that served before; empty on a first deployment.',
  PreviousPort: 'Its port.',
  SwitchedAt: 'When the router was changed (ISO 8601); empty when it pointed to the slot already.',
  ProvenAt: 'When the last of the answers in a row had come (ISO 8601).',
} as const
