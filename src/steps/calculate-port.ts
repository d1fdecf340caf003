import { releaseField, releaseInput } from '../http/release-header-input.js'
import type { PageOf } from '../octopus/page.js'
import { defineStep } from '../octopus/step.js'
import {
  applicationField,
  applicationInputs,
  instanceField,
  rootField,
  whatIfField,
  whatIfInput,
} from '../slots/application-inputs.js'
import { choosePort } from '../slots/choose-port.js'
import { keepsPort } from '../slots/keeps-port.js'
import { octopusVariables, openForStep } from '../slots/open-for-step.js'
import { portsField, portsInput } from '../slots/ports-input.js'
import { reservedFor, reservePort } from '../slots/reserve-port.js'
import { routerTakesPorts } from '../slots/router-takes-ports.js'
import { lookAround } from '../slots/situation.js'
import { slotName } from '../slots/slot-name.js'
import { takenPorts } from '../slots/taken-ports.js'
import { withPortsLock } from '../slots/with-ports-lock.js'

export const step = defineStep({
  inputs: {
    ...applicationInputs,
    'BG.Release': releaseInput,
    'BG.Ports': portsInput,
    'BG.WhatIf': whatIfInput,
  },
  outputs: ['Address', 'Port', 'SlotName', 'LiveSlot', 'LivePort', 'LiveRelease', 'FirstDeployment'],
  variables: octopusVariables,
  changes: true,
  async run(values, octopus) {
    const release = values['BG.Release']
    return openForStep(octopus, values, { step: 'Calculate Port', release }, async (opened) => {
      const { app, marker } = opened
      const ports = values['BG.Ports']
      routerTakesPorts(marker.router, ports)
      const situation = await lookAround(octopus, opened)
      const { live, routerPort, slots } = situation

      const existing = slots.filter(({ record }) => record.release === release && record.port !== null)
      const kept = existing.find(({ slot }) => slot === live.slot) ?? existing.at(-1)
      const slot = kept?.slot ?? slotName({ application: app.name, instance: app.instance, release })
      const own = kept?.record.port ?? undefined
      const port = await withPortsLock(octopus, opened, async () => {
        const taken = await takenPorts(octopus, app, situation, ports, own === undefined ? [] : [own], slot)
        const keeps = own !== undefined && (slot === live.slot || keepsPort(own, kept?.site, routerPort, taken))
        const chosen = keeps ? own : choosePort(ports, routerPort, taken, reservedFor(marker, slot))
        if (opened.mayChange && slot !== live.slot)
          await opened.save(reservePort(marker, { port: chosen, slot, now: new Date() }))
        return chosen
      })

      if (values['BG.WhatIf']) octopus.info(`What if: port ${port} would be reserved for ${slot}.`)
      else if (slot !== live.slot) await opened.journal({ kind: 'port', slot, release, port })
      octopus.set('Address', `http://127.0.0.1:${port}`)
      octopus.set('Port', port)
      octopus.set('SlotName', slot)
      octopus.set('LiveSlot', live.slot ?? '')
      octopus.set('LivePort', live.record?.port ?? '')
      octopus.set('LiveRelease', live.record?.release ?? '')
      octopus.set('FirstDeployment', live.slot === undefined ? 'True' : 'False')
      const now = live.slot ? `live is ${live.slot} on port ${live.record?.port}` : 'nothing is live yet'
      return `Port ${port} is for ${slot}${port === own ? ', which has it already' : ''}; ${now}.`
    })
  },
})

export const page = {
  name: 'Blue-Green - Calculate Port',
  summary:
    'Chooses the port of the slot for this release: the idle one of a fixed pair, or the first free one of a range. It reads what is live from the router itself. A release that has a slot already keeps its port.',
  syntaxes: ['PowerShell'],
  changes:
    "Notes the port as reserved in the application's marker, so that no other deployment takes it, and writes a line into its journal. IIS and the router are only read.",
  needs: 'Node 20, IIS, administrator rights. "Prepare Router" has to have run on this machine once.',
  ifKilled: 'Run it again: it chooses the same port.',
  errors: {
    'There is no port for the new slot':
      'Somebody else has the port; the message says who. Free it, or choose other ports.',
    'The router knows the ports …': '`BG.Ports` is not what "Prepare Router" was given. Make the two the same.',
  },
  inputs: {
    'BG.Application': applicationField,
    'BG.Instance': instanceField,
    'BG.Root': rootField,
    'BG.Release': releaseField,
    'BG.Ports': portsField,
    'BG.WhatIf': whatIfField,
  },
  outputs: {
    Address: 'Where the slot will listen, e.g. `http://127.0.0.1:18082`.',
    Port: 'The port.',
    SlotName:
      'The name of the slot, its site and its application pool. "Deploy to Slot" may have to use another one; its own output counts.',
    LiveSlot: 'The slot that serves now; empty on a first deployment.',
    LivePort: 'Its port.',
    LiveRelease: 'Its release.',
    FirstDeployment: '`True` when nothing is live yet, else `False`.',
  },
} satisfies PageOf<typeof step>
