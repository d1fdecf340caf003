import { deployInputs } from '../deploy/deploy-inputs.js'
import { evict } from '../deploy/evict.js'
import { healthApplication } from '../deploy/health-application.js'
import { longPaths } from '../deploy/long-paths.js'
import { iisChanges, makeSlot } from '../deploy/make-slot.js'
import { missingFiles } from '../deploy/missing-files.js'
import { modelOf } from '../deploy/model-of.js'
import { planDeploy } from '../deploy/plan-deploy.js'
import { RotationMissing, rotationTold } from '../deploy/rotation-missing.js'
import { mayRotate } from '../deploy/rotation-setting.js'
import { givenSettings } from '../deploy/settings-of.js'
import { extractedPath, sourceOf } from '../deploy/source-of.js'
import { checkSlotFolder, emptyStaging, slotFolder, stage } from '../deploy/stage.js'
import { releaseField } from '../http/release-header-input.js'
import { atWorkerRestartField, octopusMutexField } from '../iis/commit-inputs.js'
import { hashTree } from '../machine/hash-tree.js'
import type { PageOf } from '../octopus/page.js'
import { defineStep } from '../octopus/step.js'
import { stopSlot } from '../routing/stop-previous.js'
import { applicationField, instanceField, rootField, whatIfField } from '../slots/application-inputs.js'
import { fingerprint, settingsHash } from '../slots/fingerprint.js'
import { givePort } from '../slots/give-port.js'
import type { SlotRecord } from '../slots/marker.js'
import { nameSlot } from '../slots/name-slot.js'
import { octopusVariables, openForStep } from '../slots/open-for-step.js'
import { portsField } from '../slots/ports-input.js'
import { reservePort } from '../slots/reserve-port.js'
import { routerTakesPorts } from '../slots/router-takes-ports.js'
import { lookAroundWithPools } from '../slots/situation.js'
import { takenPorts } from '../slots/taken-ports.js'
import { withPortsLock } from '../slots/with-ports-lock.js'

const stayMissing =
  'They were not put back: this slot is live, and a file that comes back may restart its worker. Deploy the package under another release number, or copy them there.'

/** Whether a deployment of the slot was ever finished: its port is written down only then. */
const wasFinished = (record: SlotRecord | undefined): boolean =>
  record !== undefined && (record.state !== 'deploying' || record.confirmed === true || record.port !== null)

export const step = defineStep({
  inputs: deployInputs,
  outputs: ['SlotName', 'Port', 'Address', 'Folder', 'Changed'],
  variables: [...octopusVariables, extractedPath],
  changes: true,
  async run(values, octopus) {
    const release = values['BG.Release']
    const source = await sourceOf(octopus.variable(extractedPath), values['BG.Source'])
    const rotates = await mayRotate(source)
    if (rotates && values['BG.AtWorkerRestart'] === 'fail') throw new RotationMissing()
    if (rotates) octopus.warning(rotationTold)
    return openForStep(octopus, values, { step: 'Deploy to Slot', release }, async (opened) => {
      const { app } = opened
      routerTakesPorts(opened.marker.router, values['BG.Ports'])
      octopus.info(`Reading ${source}.`)
      const manifest = await hashTree(source)
      const settings = givenSettings(values)
      const content = fingerprint(manifest, settings)
      const situation = await lookAroundWithPools(octopus, opened)
      const wanted = { release, fingerprint: content, port: values['BG.Port'], ports: values['BG.Ports'] }
      const { slot } = nameSlot(opened.marker, wanted)
      await checkSlotFolder(app, opened.marker, slot)
      const plan = await withPortsLock(octopus, opened, async () => {
        const own = opened.marker.slots[slot]?.port ?? []
        const taken = await takenPorts(octopus, app, situation, wanted.ports, [wanted.port, own].flat(), slot)
        const plan = planDeploy(opened.marker, situation, { ...wanted, taken })
        const isNoted = [opened.marker.reservedPort?.port, own].flat().includes(plan.port)
        if (opened.mayChange && plan.kind !== 'nothing' && !isNoted)
          await opened.save(reservePort(opened.marker, { port: plan.port, slot, now: new Date() }))
        return plan
      })
      const { port } = plan
      octopus.set('SlotName', slot)
      octopus.set('Port', port)
      octopus.set('Address', `http://127.0.0.1:${port}`)
      const folder = slotFolder(app, slot)
      octopus.set('Folder', folder)
      octopus.set('Changed', plan.kind === 'nothing' ? 'False' : 'True')
      if (plan.kind === 'nothing') {
        if (opened.mayChange) await emptyStaging(octopus, app)
        const missing = await missingFiles(folder, manifest)
        if (missing) octopus.warning(`${missing.told} ${stayMissing}`)
        return `${slot} is live with this very content on port ${port}: nothing to do.`
      }

      const tooLong = longPaths(folder, manifest)
      if (tooLong) octopus.warning(tooLong)
      const model = modelOf(situation, values['BG.ModelSite'])
      const health = healthApplication(opened.marker.router, port)
      const { changes, leftOut } = iisChanges(plan, situation, values, folder, model, health)
      if (leftOut.length > 0)
        octopus.warning(`${slot} does not get what ${model?.site.name} has besides: ${leftOut.join(', ')}.`)
      for (const name of plan.evicted) octopus.info(`${name} gives its port ${port} up.`)
      if (values['BG.WhatIf']) {
        octopus.info(`What if: ${manifest.length} files would go to ${folder}.`)
        for (const change of changes)
          if (!(await change.isDone(situation.iis, octopus))) octopus.info(`What if: ${change.says}.`)
        return `What if: ${slot} would be deployed to port ${port}.`
      }

      const before = opened.marker.slots[slot]
      const confirmed = slot === situation.live.slot || wasFinished(before)
      const half = situation.slots.find((one) => one.slot === slot && one.site.started)
      const record = {
        release,
        fingerprint: content,
        settings: settingsHash(settings),
        port: before?.port ?? null,
        folder,
        createdAt: before?.createdAt ?? new Date().toISOString(),
        task: octopus.variable('Octopus.Task.Id') ?? '',
      }
      const { marker } = opened
      const unconfirmed = confirmed ? undefined : { stop: async () => half && stopSlot(octopus, half, situation.iis) }
      const working = { ...record, state: 'deploying', ...(confirmed ? { confirmed } : {}) } as const
      await stage(octopus, app, { slot, source, manifest, unconfirmed }, () =>
        opened.save({ ...marker, slots: { ...marker.slots, [slot]: working } }),
      )
      await situation.router.onlyLive?.()
      await evict(octopus, situation, plan.evicted)
      await makeSlot(octopus, plan, changes, values, folder, health)
      const done = givePort(opened.marker, slot, port)
      await opened.save({ ...done, slots: { ...done.slots, [slot]: { ...record, port, state: 'deployed' } } })
      await opened.journal({ kind: plan.kind === 'again' ? 'bound' : 'deployed', slot, release, port })
      return `${slot} is deployed and started on port ${port}: ${manifest.length} files in ${folder}.`
    })
  },
})

export const page = {
  name: 'Blue-Green - Deploy to Slot',
  summary:
    'Gives a release a slot of its own: a folder, an application pool and a web site on the idle port, beside the one that serves. Settings come from the parameters, from a model site, or from the live slot. Other content under the same release number gets a slot of its own; the same content again changes nothing that serves.',
  syntaxes: ['PowerShell'],
  changes:
    'A folder in `slots` of the application, an application pool and a web site of the name of the slot, and read rights of the pool on that folder. The pool and the site are one write to applicationHost.config each; worker processes of all pools are compared before and after. Older slots of this application that have the port are stopped. Of a slot that was kept, files that are missing are put back; files that were changed there stay; what the live slot lacks is only told.',
  needs:
    'Node 20, IIS, administrator rights. "Prepare Router" has to have run on this machine once. For ASP.NET Core set `disallowRotationOnConfigChange` in the web.config of the application, or its workers may restart whenever anybody changes the configuration of IIS.',
  ifKilled:
    'Run it again: what is there already is kept, what is missing is made. Files that a power cut has left empty or torn are replaced, as long as no deployment of the slot was finished.',
  errors: {
    'There is a site "…" that is no slot of this application': 'Somebody else has the name. Nothing was changed.',
    'is there already, and no deployment of this application has made it':
      'Somebody has put a folder where that of the slot would be. Nothing was changed.',
    'is a link, or a link leads it out of':
      'The files would land outside the folder of the application. Put a plain folder in place of the link.',
    'changed while it was copied': 'The source was written to during the deployment. No site was made.',
    'lacks the handler setting disallowRotationOnConfigChange':
      'A write to the configuration of IIS may restart the worker of this release. Add the setting to its web.config, or accept the warning.',
    'workers restarted':
      'A write to the configuration restarted the worker of another pool, and `BG.AtWorkerRestart` says that this is a failure.',
  },
  inputs: {
    'BG.Application': applicationField,
    'BG.Instance': instanceField,
    'BG.Root': rootField,
    'BG.Release': releaseField,
    'BG.Package': {
      control: 'Package',
      help: 'The package with the web application. To deploy what another step has put on the machine (with its transforms), give its folder below instead.',
    },
    'BG.Source': {
      control: 'SingleLineText',
      help: 'A folder of the machine instead of a package, e.g. `#{Octopus.Action[Deploy a package].Output.Package.InstallationDirectoryPath}`. It is copied, never served from.',
    },
    'BG.Port': {
      control: 'SingleLineText',
      help: 'The port for the slot. Given by the step "Calculate Port" of this name; refer to your own step where it is called otherwise.',
    },
    'BG.Ports': portsField,
    'BG.Bindings': {
      control: 'MultiLineText',
      default: 'http/127.0.0.1:{port}:',
      help: 'The bindings of the site, one a line, as `PROTOCOL/ADDRESS:{port}:HOST`; `{port}` stands for the port of the slot. The router calls the slot by http on `127.0.0.1`: one of them has to take that.',
    },
    'BG.ModelSite': {
      control: 'SingleLineText',
      help: 'A site whose settings, and those of its pool, the slot takes over where the parameters below leave them to the model. Empty: the live slot is the model.',
    },
    'BG.Runtime': {
      control: {
        select: {
          'as-model': 'Like the model site',
          none: 'No managed code (ASP.NET Core, static)',
          'v4.0': '.NET Framework 4',
          'v2.0': '.NET Framework 2',
        },
      },
      default: 'as-model',
      help: 'Which .NET runtime the application pool loads.',
    },
    'BG.Identity': {
      control: {
        select: {
          'as-model': 'Like the model site',
          ApplicationPoolIdentity: 'ApplicationPoolIdentity',
          NetworkService: 'NetworkService',
          LocalService: 'LocalService',
          LocalSystem: 'LocalSystem',
          SpecificUser: 'The user below',
        },
      },
      default: 'as-model',
      help: 'The account that the application runs as. With ApplicationPoolIdentity each slot has an account of its own, which databases and key stores do not know.',
    },
    'BG.UserName': { control: 'SingleLineText', help: 'The account, where the identity is "the user below".' },
    'BG.Password': {
      control: 'Sensitive',
      help: 'Its password. It goes to appcmd on standard input: it is in no argument list and in no log. A slot that is there already keeps the one that it was made with.',
    },
    'BG.StartMode': {
      control: {
        select: {
          'as-model': 'Like the model site',
          AlwaysRunning: 'Always running',
          OnDemand: 'At the first request',
        },
      },
      default: 'AlwaysRunning',
      help: 'When the worker process starts.',
    },
    'BG.Preload': {
      control: 'Checkbox',
      default: 'True',
      help: 'Load the application as soon as the worker starts. Needs a start mode of "Always running".',
    },
    'BG.IdleTimeout': {
      control: 'SingleLineText',
      default: '0s',
      help: 'After how long without a request the worker ends; `0s` for never. Empty: like the model site.',
    },
    'BG.Recycling': {
      control: 'SingleLineText',
      help: 'How often the worker is replaced, e.g. `29h`; `0s` for never. Empty: like the model site.',
    },
    'BG.WritableFolders': {
      control: 'MultiLineText',
      help: 'Folders below that of the slot that the application writes to, one a line, e.g. `App_Data`. What it writes there is not lost when the slot is deleted.',
    },
    'BG.AtWorkerRestart': atWorkerRestartField,
    'BG.OctopusMutex': octopusMutexField,
    'BG.StartLimit': {
      control: 'SingleLineText',
      default: '90s',
      help: 'How long site and application pool may take to start.',
    },
    'BG.WhatIf': whatIfField,
  },
  outputs: {
    SlotName: 'The name of the slot, its site and its application pool.',
    Port: 'Its port.',
    Address: 'Where it listens, e.g. `http://127.0.0.1:18082`.',
    Folder: 'Its folder.',
    Changed: '`False` when this very content was live already, else `True`.',
  },
} satisfies PageOf<typeof step>
