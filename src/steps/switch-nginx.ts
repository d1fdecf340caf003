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
    'Sends new requests to the slot, proves it through the front door, drains the previous slot and stops it. When the proof fails, the previous slot is live again at once. With the router `nginx-flag` it makes or removes the file that NGINX tests at each request: nothing is reloaded, no connection is closed. With `nginx-reload` it replaces the file of the upstream, tests the configuration, reloads NGINX, and waits for the workers from before.',
  syntaxes: ['PowerShell', 'Bash'],
  changes:
    'The flag file, or the upstream file, in the folder `router` of the application. Only with `nginx-reload` NGINX is reloaded. Site and pool of the previous slot are stopped at run time, where the slots are web sites of IIS.',
  needs:
    'Node 20, NGINX with the snippet made by "Prepare Router", whose worker user can reach the folder of a flag. To reload NGINX: the rights to do so (root, administrator). With IIS slots: administrator rights, and the feature Request Monitor to see requests in flight.',
  ifKilled:
    'Run it again: where the router points to the new slot already that is proven, and the previous slot is drained and stopped.',
  errors: {
    'The switch was not begun': 'Something is not as the parameters say; the router was not touched.',
    '… was not proven':
      'The front door did not answer as it should. The slot that was live is live again; the message says whether that was proven.',
    '… requests are still in flight':
      'The new slot is live. The previous one still serves requests that began before the switch.',
    'NGINX knows the ports …': 'The flag tells two fixed ports apart; the slot has another one.',
    'NGINX refuses its configuration as it is':
      'Somebody else has broken it. Nothing was touched; correct what the message names.',
    'NGINX was told to reload and did not take its new configuration':
      'Something that its own test does not see, such as a port that is taken. The upstream file is as before, and so is what NGINX serves.',
    'NGINX does not run': 'There is no master process. Workers that it may have left serve on; start NGINX.',
    '… old workers of NGINX still serve requests':
      'The new slot is live. What an old worker still serves, or a connection that was opened and not used yet, may belong to the previous slot, which keeps running.',
    'NGINX was asked … which port it has loaded':
      'It runs without the file of "Prepare Router", does not answer, or the address leads elsewhere.',
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
