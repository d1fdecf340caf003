import { releaseField, releaseHeaderField } from '../http/release-header-input.js'
import type { PageOf } from '../octopus/page.js'
import { defineStep } from '../octopus/step.js'
import {
  atDrainLimitField,
  drainIntervalField,
  drainLimitField,
  inARowField,
  portField,
  proofLimitField,
  slotField,
  statusesField,
  stopPreviousField,
  switchInputs,
  switchOutputHelp,
  switchOutputs,
} from '../routing/switch-inputs.js'
import { switchTo } from '../routing/switch-to.js'
import { applicationField, instanceField, rootField, whatIfField } from '../slots/application-inputs.js'
import { octopusVariables } from '../slots/open-for-step.js'

export const step = defineStep({
  inputs: switchInputs,
  outputs: switchOutputs,
  variables: octopusVariables,
  changes: true,
  run: (values, octopus) => switchTo(octopus, values, { step: 'Switch NGINX', kinds: ['nginx-flag', 'nginx-reload'] }),
})

export const page = {
  name: 'Blue-Green - Switch NGINX',
  summary:
    'Sends new requests to the slot by making or removing the file that NGINX tests at each request (nothing is reloaded, no connection is closed), proves it through the front door, drains the previous slot and stops it. When the proof fails, the previous slot is live again at once.',
  syntaxes: ['PowerShell', 'Bash'],
  changes:
    'The flag file in the folder `router` of the application. NGINX is neither reloaded nor reconfigured. Site and pool of the previous slot are stopped at run time, where the slots are web sites of IIS.',
  needs:
    'Node 20, NGINX with the snippet made by "Prepare Router", whose worker user can reach the folder of the flag. With IIS slots: administrator rights, and the feature Request Monitor to see requests in flight.',
  ifKilled:
    'Run it again: where the router points to the new slot already that is proven, and the previous slot is drained and stopped.',
  errors: {
    'The switch was not begun': 'Something is not as the parameters say; the router was not touched.',
    '… was not proven':
      'The front door did not answer as it should. The slot that was live is live again; the message says whether that was proven.',
    '… requests are still in flight':
      'The new slot is live. The previous one still serves requests that began before the switch.',
    'NGINX knows the ports …': 'The flag tells two fixed ports apart; the slot has another one.',
  },
  inputs: {
    'BG.Application': applicationField,
    'BG.Instance': instanceField,
    'BG.Root': rootField,
    'BG.Port': portField,
    'BG.Slot': slotField,
    'BG.Release': releaseField,
    'BG.ReleaseHeader': releaseHeaderField,
    'BG.Statuses': statusesField,
    'BG.InARow': inARowField,
    'BG.ProofLimit': proofLimitField,
    'BG.DrainLimit': drainLimitField,
    'BG.DrainInterval': drainIntervalField,
    'BG.AtDrainLimit': atDrainLimitField,
    'BG.StopPrevious': stopPreviousField,
    'BG.WhatIf': whatIfField,
  },
  outputs: switchOutputHelp,
} satisfies PageOf<typeof step>
