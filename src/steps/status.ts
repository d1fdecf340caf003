import { writeFile } from 'node:fs/promises'
import { workersNow } from '../iis/look.js'
import { requestsInFlight } from '../iis/requests-in-flight.js'
import { paths } from '../machine/paths.js'
import type { PageOf } from '../octopus/page.js'
import { wholeNumber } from '../octopus/parameter-types.js'
import { defineStep } from '../octopus/step.js'
import { applicationField, applicationInputs, instanceField, rootField } from '../slots/application-inputs.js'
import { applicationOf } from '../slots/open-for-step.js'
import { poolOf } from '../slots/pool-of.js'
import { readApplication } from '../slots/read-application.js'
import { lookAroundWithPools } from '../slots/situation.js'
import { type Status, statusOf } from '../status/status-of.js'
import { statusTable } from '../status/status-table.js'

export const step = defineStep({
  inputs: {
    ...applicationInputs,
    'BG.Events': { label: 'Events to show', example: '10', schema: wholeNumber({ most: 1_000 }) },
  },
  outputs: ['LiveSlot', 'LivePort', 'LiveRelease', 'PreviousSlot', 'Slots'],
  variables: [],
  changes: false,
  async run(values, octopus) {
    const read = await readApplication(octopus, applicationOf(values))
    const situation = await lookAroundWithPools(octopus, read)
    const workers = situation.slots.length > 0 ? await workersNow(octopus) : []
    const started = situation.slots.filter(({ site }) => site.started)
    const inFlight = new Map<string, number | 'unsupported'>()
    for (const each of started) inFlight.set(each.slot, (await requestsInFlight(octopus, poolOf(each))).requests)
    const status: Status = statusOf(read, situation, workers, inFlight, values['BG.Events'])

    for (const line of statusTable(status)) octopus.info(line)
    const file = paths.resolve(`${paths.basename(read.app.folder)}-status.json`)
    await writeFile(file, `${JSON.stringify(status, null, 2)}\n`)
    octopus.artifact(file, paths.basename(file))
    octopus.set('LiveSlot', status.live ?? '')
    octopus.set('LivePort', status.slots.find(({ slot }) => slot === status.live)?.port ?? '')
    octopus.set('LiveRelease', status.slots.find(({ slot }) => slot === status.live)?.release ?? '')
    octopus.set('PreviousSlot', status.previous ?? '')
    octopus.set('Slots', status.slots.map(({ slot }) => slot).join(','))
    return status.live
      ? `${status.live} is live${status.liveSince ? ` since ${status.liveSince}` : ''}; ${status.slots.length} slots on this machine.`
      : `Nothing is live; ${status.slots.length} slots on this machine.`
  },
})

export const page = {
  name: 'Blue-Green - Status',
  summary:
    'Which slots an application has on this machine, which one is live and since when, which was live before, their ports and states, how many requests are in flight in each, and what happened last. As a table in the log, as output variables, and as a JSON artifact.',
  syntaxes: ['PowerShell'],
  changes: 'Nothing. It takes neither the lock nor the claim of the application, so it can run at any time.',
  needs:
    'Node 20, IIS, administrator rights (appcmd asks for them). The IIS feature Request Monitor, to see requests in flight.',
  ifKilled: 'Run it again.',
  errors: { 'has not been prepared': '"Prepare Router" has never run for this application on this machine.' },
  inputs: {
    'BG.Application': applicationField,
    'BG.Instance': instanceField,
    'BG.Root': rootField,
    'BG.Events': {
      control: 'SingleLineText',
      default: '10',
      help: 'How many of the last events of the journal to show.',
    },
  },
  outputs: {
    LiveSlot: 'The slot that serves now; empty when there is none.',
    LivePort: 'Its port.',
    LiveRelease: 'Its release.',
    PreviousSlot: 'The slot that was live before; empty when there is none.',
    Slots: 'All slots, separated by commas.',
  },
} satisfies PageOf<typeof step>
