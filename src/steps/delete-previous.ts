import { clearAway } from '../delete/clear-away.js'
import { folderStays } from '../delete/folder-stays.js'
import { type Doomed, takeDown } from '../delete/take-down.js'
import { usedByOthers } from '../delete/used-by-others.js'
import { releaseField, releaseInput } from '../http/release-header-input.js'
import { atWorkerRestartField, commitInputs, commitOptions, octopusMutexField } from '../iis/commit-inputs.js'
import { poolNamed } from '../iis/iis.js'
import { otherUsers, poolShared } from '../iis/other-users.js'
import { setPoolAutoStart } from '../iis/pool-changes.js'
import { setSiteAutoStart } from '../iis/site-changes.js'
import type { PageOf } from '../octopus/page.js'
import { duration, lines, optional, text, wholeNumber } from '../octopus/parameter-types.js'
import { defineStep } from '../octopus/step.js'
import { checkLive } from '../routing/check-live.js'
import {
  applicationField,
  applicationInputs,
  instanceField,
  rootField,
  whatIfField,
  whatIfInput,
} from '../slots/application-inputs.js'
import { mayServe } from '../slots/may-serve.js'
import { octopusVariables, openForStep } from '../slots/open-for-step.js'
import { planDelete } from '../slots/plan-delete.js'
import { poolOf } from '../slots/pool-of.js'
import { lookAroundWithPools } from '../slots/situation.js'
import { switchOrder } from '../slots/switch-order.js'

export const step = defineStep({
  inputs: {
    ...applicationInputs,
    'BG.Release': releaseInput,
    'BG.Keep': { label: 'Slots to keep besides', example: '0', schema: wholeNumber({ most: 100 }) },
    'BG.Disposable': {
      label: 'Files that may go',
      example: 'logs/**',
      optional: true,
      schema: optional(lines(text({ longest: 200 }))),
    },
    'BG.DrainLimit': { label: 'Limit of the drain', example: '5m', schema: duration() },
    'BG.DeleteLimit': { label: 'Limit of the deletion', example: '2m', schema: duration({ leastMs: 1_000 }) },
    ...commitInputs,
    'BG.WhatIf': whatIfInput,
  },
  outputs: ['Deleted', 'Kept'],
  variables: octopusVariables,
  changes: true,
  async run(values, octopus) {
    return openForStep(octopus, values, { step: 'Delete Previous', release: values['BG.Release'] }, async (opened) => {
      const situation = await lookAroundWithPools(octopus, opened)
      const { live, previous, slots, iis } = situation
      const task = octopus.variable('Octopus.Task.Id') ?? ''
      const plan = planDelete(opened.marker, {
        live: live.slot,
        mayServe: mayServe(
          opened.marker,
          situation.routerPort,
          slots.map(({ site }) => site),
        ),
        previous,
        order: switchOrder(opened.events),
        keep: values['BG.Keep'],
        task,
      })
      for (const { slot, reason } of plan.kept) octopus.info(`${slot} stays: ${reason}.`)
      const staying = plan.kept.map(({ slot }) => slot)
      const doomed: Doomed[] = []
      for (const name of plan.doomed) {
        const record = opened.marker.slots[name]
        if (!record) continue
        const pool = poolOf({ slot: name, record })
        const slot = slots.find((each) => each.slot === name)
        const why = usedByOthers(iis, name, slot !== undefined, pool) ?? (await folderStays(opened.app, record))
        if (why) {
          octopus.warning(`${name} stays: ${why}.`)
          staying.push(name)
        } else doomed.push({ name, record, slot, hasPool: poolNamed(iis, pool) !== undefined })
      }
      const going = doomed.map(({ name }) => name)
      for (const name of going) octopus.info(`${name} goes.`)
      // A stopped slot that would come back after a reboot: it may have the port of the live one by then.
      const idle = slots.flatMap(({ slot, record, site }) => {
        const pool = poolNamed(iis, poolOf({ slot, record }))
        const others = pool ? otherUsers(iis, pool.name, slot) : []
        const comesBack = site.site.autoStart || (others.length === 0 && pool?.autoStart)
        return slot === live.slot || site.started || going.includes(slot) || !comesBack
          ? []
          : [{ slot, site: site.site, pool, others }]
      })
      for (const { slot, pool, others } of idle)
        if (pool && others.length > 0)
          octopus.warning(
            `${poolShared(pool.name, others)}: whether it starts after a reboot stays as it is, only the site ${slot} no longer does.`,
          )
      if (values['BG.WhatIf'])
        return `What if: ${doomed.length} slots would be deleted, ${idle.length} kept from starting after a reboot.`

      await takeDown(octopus, opened, doomed, {
        router: situation.router,
        drainLimitMs: values['BG.DrainLimit'],
        besides: idle.flatMap(({ site, pool, others }) => [
          setSiteAutoStart(site, false),
          ...(pool && others.length === 0 ? [setPoolAutoStart(pool.name, false)] : []),
        ]),
        commit: commitOptions(values),
      })
      for (const { slot } of idle) await opened.journal({ kind: 'retired', slot })
      for (const [index, each] of doomed.entries()) {
        octopus.progress((index / doomed.length) * 100, `Deleting ${each.name}`)
        await clearAway(octopus, opened, each, {
          limitMs: values['BG.DeleteLimit'],
          disposable: values['BG.Disposable'] ?? [],
        })
      }
      // Commits may have restarted the live worker: users must not be the first to ask it.
      if (idle.length + doomed.length > 0) await checkLive(octopus, opened.marker, situation.routerPort)
      octopus.set('Deleted', going.join(','))
      octopus.set('Kept', staying.join(','))
      const kept = staying.join(', ') || 'none'
      return doomed.length === 0
        ? `Nothing to delete; slots on this machine: ${kept}.`
        : `Deleted ${going.join(', ')}; kept ${kept}.`
    })
  },
})

export const page = {
  name: 'Blue-Green - Delete Previous',
  summary:
    'Deletes the slots that nobody can want any more: site, application pool, folder. The live slot and the one that was live before it always stay, and as many more as you say. What the application itself wrote into its folder (uploads, logs) is moved aside, not lost.',
  syntaxes: ['PowerShell'],
  changes:
    "Sites, pools and folders of this application's slots, as its marker lists them, and nothing else. Slots that stay without being live are kept from starting after a reboot (`serverAutoStart`, `autoStart`). These are writes to applicationHost.config: workers that lack `disallowRotationOnConfigChange` may restart, and that is said.",
  needs: 'Node 20, IIS, administrator rights.',
  ifKilled: 'Run it again: it goes on where it stopped.',
  errors: {
    'could not be deleted':
      'A file is held open by another process; the message names what is left. Run it again later.',
    '… requests are still in flight': 'A slot that is to go still serves. Nothing was stopped or deleted.',
  },
  inputs: {
    'BG.Application': applicationField,
    'BG.Instance': instanceField,
    'BG.Root': rootField,
    'BG.Release': releaseField,
    'BG.Keep': {
      control: 'SingleLineText',
      default: '0',
      help: 'How many slots to keep besides the live and the previous one, those that were live last.',
    },
    'BG.Disposable': {
      control: 'MultiLineText',
      help: 'Which files that were not deployed may be deleted with the slot: patterns with `*`, `**` and `?`, one a line, e.g. `logs/**`. All others are moved to the folder `left-behind`.',
    },
    'BG.DrainLimit': {
      control: 'SingleLineText',
      default: '5m',
      help: 'How long requests in flight may take in a slot that still runs.',
    },
    'BG.DeleteLimit': {
      control: 'SingleLineText',
      default: '2m',
      help: 'How long files that are locked are tried again, for each slot.',
    },
    'BG.AtWorkerRestart': atWorkerRestartField,
    'BG.OctopusMutex': octopusMutexField,
    'BG.WhatIf': whatIfField,
  },
  outputs: { Deleted: 'The slots that were deleted, separated by commas.', Kept: 'The slots that stay.' },
} satisfies PageOf<typeof step>
