import { isIP } from 'node:net'
import { type AdoptedSite, adoptedRelease, adoptSite } from '../adopt/adopt-site.js'
import type { Gap } from '../adopt/gap.js'
import { frontName } from '../adopt/give-back.js'
import { adoptedBindings } from '../adopt/plan-adopt.js'
import { undoAdopt } from '../adopt/undo-adopt.js'
import { frontDoorField, frontDoorInput } from '../http/front-door-input.js'
import { bindingFrom, sameBindings } from '../iis/binding.js'
import { atWorkerRestartField, commitInputs, commitOptions, octopusMutexField } from '../iis/commit-inputs.js'
import { siteNamed } from '../iis/iis.js'
import { sitesNow } from '../iis/look.js'
import { missingCharacter } from '../machine/code-page.js'
import { consoleCodePage } from '../machine/console-code-page.js'
import type { Log } from '../machine/log.js'
import { pathProblem } from '../machine/path-problem.js'
import { BadParameters } from '../octopus/bad-parameters.js'
import type { PageOf } from '../octopus/page.js'
import { choice, duration, flag, folder, lines, optional, parsed, size, text } from '../octopus/parameter-types.js'
import { defineStep, type Values } from '../octopus/step.js'
import { frontOf } from '../routing/front-of.js'
import { prepareArr } from '../routing/prepare-arr.js'
import { prepareFarm } from '../routing/prepare-farm.js'
import { prepareNginx } from '../routing/prepare-nginx.js'
import { prepareNginxReload } from '../routing/prepare-nginx-reload.js'
import { RouterRefused } from '../routing/router-refused.js'
import {
  applicationField,
  applicationInputs,
  instanceField,
  rootField,
  whatIfField,
  whatIfInput,
} from '../slots/application-inputs.js'
import type { Router } from '../slots/marker.js'
import { octopusVariables, openForStep } from '../slots/open-for-step.js'
import { portsField, portsInput } from '../slots/ports-input.js'
import type { OpenApplication } from '../slots/with-application.js'

const binding = () =>
  parsed((line, problem) => {
    const [, protocol, address, port, host] =
      /^(https?)\/(\*|[\d.]+|\[[\da-fA-F:.]+\]):(\d{1,5}):((?:\*\.)?[\p{L}\p{N}._-]*)$/u.exec(line) ?? []
    if (!protocol || !address || !port) return problem('is no binding of the form http/ADDRESS:PORT:HOST')
    if (address !== '*') refuseNoAddress(address, problem)
    refuseNoPort(port, problem)
    return bindingFrom(protocol, `${address}:${port}:${host}`)
  })

const address = () =>
  parsed((line, problem) => {
    const [, ip, port] = /^(\[[0-9a-fA-F:]+\]|[0-9.]+):(\d{1,5})$/.exec(line.trim()) ?? []
    if (!ip || !port) return problem('is not of the form ADDRESS:PORT')
    refuseNoAddress(ip, problem)
    refuseNoPort(port, problem)
    return line.trim()
  })

/** An IPv6 address is in brackets. */
function refuseNoAddress(address: string, problem: (told: string) => never): void {
  if (isIP(address.replace(/^\[(.*)\]$/, '$1')) !== (address.startsWith('[') ? 6 : 4))
    problem(`has the address ${address}, which is none`)
}

function refuseNoPort(port: string, problem: (told: string) => never): void {
  if (Number(port) < 1 || Number(port) > 65_535) problem(`has the port ${port}; ports are 1 to 65535`)
}

/** One directive of NGINX's configuration, or what follows its name: nothing that could open or close a block. */
const directive = {
  pattern: /^[^{}#;"'\\]+;?$/,
  rule: 'holds a character that is not possible here ({ } # ; quotes, backslash)',
  longest: 500,
} as const

export const step = defineStep({
  inputs: {
    ...applicationInputs,
    'BG.Router': {
      label: 'Router',
      example: 'arr-rewrite',
      schema: choice('arr-rewrite', 'arr-health-file', 'nginx-flag', 'nginx-reload'),
    },
    'BG.Ports': portsInput,
    'BG.FrontDoor': frontDoorInput,
    'BG.FrontDoorAddress': {
      label: 'Address of the router',
      example: '127.0.0.1:80',
      optional: true,
      variable: 'BlueGreen.FrontDoorAddress',
      schema: optional(address()),
    },
    'BG.FrontBindings': {
      label: 'Bindings of the front site',
      example: 'http/*:80:',
      optional: true,
      variable: 'BlueGreen.FrontBindings',
      schema: optional(lines(binding(), { least: 1, most: 20 })),
    },
    'BG.Farm': {
      label: 'Web farm of ARR',
      example: 'MyFarm',
      optional: true,
      variable: 'BlueGreen.Farm',
      schema: optional(
        text({ pattern: /^[A-Za-z0-9._-]+$/, rule: 'may hold letters, digits, dots and dashes only', longest: 63 }),
      ),
    },
    'BG.Adopt': {
      label: 'Site to take in',
      example: 'Default Web Site',
      optional: true,
      variable: 'BlueGreen.Adopt',
      schema: optional(
        text({ pattern: /^[^/\\?;:@&=+$,|"<>*-][^/\\?;:@&=+$,|"<>*]*$/, rule: 'is no name of a site', longest: 200 }),
      ),
    },
    'BG.AdoptUndo': { label: 'Give that site back', example: 'False', schema: flag() },
    'BG.NginxConf': {
      label: 'NGINX: file for the snippet',
      example: '/etc/nginx/conf.d/myapp.conf',
      optional: true,
      variable: 'BlueGreen.NginxConf',
      schema: optional(folder(pathProblem)),
    },
    'BG.NginxListen': {
      label: 'NGINX: listen',
      example: '80',
      optional: true,
      variable: 'BlueGreen.NginxListen',
      schema: optional(lines(text(directive), { least: 1, most: 20 })),
    },
    'BG.NginxServerLines': {
      label: 'NGINX: further directives',
      example: 'ssl_certificate /etc/nginx/www.crt;',
      optional: true,
      variable: 'BlueGreen.NginxServerLines',
      schema: optional(lines(text({ ...directive, pattern: /^[a-z_]+ [^{}#;"'\\]+;$/ }), { most: 50 })),
    },
    'BG.NginxProgram': {
      label: 'NGINX: the program',
      example: '/usr/sbin/nginx',
      optional: true,
      variable: 'BlueGreen.NginxProgram',
      schema: optional(folder(pathProblem)),
    },
    'BG.NginxMainConf': {
      label: 'NGINX: main configuration file',
      example: '/etc/nginx/nginx.conf',
      optional: true,
      variable: 'BlueGreen.NginxMainConf',
      schema: optional(folder(pathProblem)),
    },
    'BG.MostBody': { label: 'Longest request body', example: '1GB', schema: size() },
    'BG.Timeout': { label: 'Longest silence of the application', example: '10m', schema: duration({ leastMs: 1_000 }) },
    'BG.PortHeader': { label: 'Name the port in answers', example: 'True', schema: flag() },
    ...commitInputs,
    'BG.WhatIf': whatIfInput,
  },
  outputs: ['Router', 'AdoptGapMs', 'AdoptedAt'],
  variables: [...octopusVariables, 'Octopus.Release.Number'],
  changes: true,
  async run(values, octopus) {
    refuseIncomplete(values, await unreadableFolder(values['BG.Root'], octopus))
    return openForStep(
      octopus,
      values,
      { step: 'Prepare Router', release: octopus.variable('Octopus.Release.Number') ?? '', create: true },
      async (opened) => {
        const kind = opened.marker.router?.kind ?? values['BG.Router']
        if (kind !== values['BG.Router'] && Object.keys(opened.marker.slots).length > 0)
          throw new RouterRefused(
            `This application has slots behind the router ${kind}, not ${values['BG.Router']}`,
            'To change the router, give the application another name or BG.Instance, and move users over.',
          )
        const whatIf = values['BG.WhatIf']
        if (values['BG.Adopt'] && values['BG.AdoptUndo']) {
          const undone = await undoAdopt(octopus, opened, values['BG.Adopt'], wishOf(values), whatIf)
          setGap(octopus, undone.gap)
          return `${whatIf ? 'What if: ' : ''}${undone.says}`
        }
        const prepared = await prepare(values, octopus, opened)
        if (!whatIf) {
          const { preparing: _done, rebinding: _settled, ...marker } = opened.marker
          const { router, slots } = prepared
          await opened.save({ ...marker, router, ...(slots ? { slots } : {}) })
          await opened.journal({ kind: 'prepared', note: prepared.says })
          const slot = slots && marker.adopted
          if (slot) await opened.journal({ kind: 'switched', to: slot.site, release: adoptedRelease, port: slot.port })
        }
        if (values['BG.Adopt']) setGap(octopus, prepared.gap)
        octopus.set('Router', prepared.router.kind)
        return `${whatIf ? 'What if: ' : ''}${prepared.says}`
      },
    )
  },
})

type PrepareValues = Values<typeof step.inputs>

function setGap(octopus: Parameters<typeof step.run>[1], gap: Gap | undefined): void {
  octopus.set('AdoptGapMs', gap?.ms ?? '')
  octopus.set('AdoptedAt', gap?.ms === undefined ? '' : new Date(gap.endedAt ?? Date.now()).toISOString())
}

const wishOf = (values: PrepareValues) => ({
  frontDoor: frontOf(values['BG.FrontDoor'], values['BG.FrontDoorAddress']),
  commit: commitOptions(values),
})

/** Each router needs parameters that the other has no use for. @throws BadParameters */
function refuseIncomplete(values: PrepareValues, found: readonly string[]): void {
  const problems: string[] = [...found]
  if (values['BG.Adopt'] && values['BG.Router'] !== 'arr-rewrite')
    problems.push('Site to take in (BG.Adopt) is only possible with the router arr-rewrite. Leave it empty')
  if (values['BG.AdoptUndo'] && !values['BG.Adopt'])
    problems.push(
      'Site to take in (BG.Adopt) is empty: it has to name the site to give back. Example of a good value: Default Web Site',
    )
  if (values['BG.Router'] === 'arr-rewrite') {
    if (!values['BG.FrontBindings'] && !values['BG.Adopt'])
      problems.push('Bindings of the front site (BG.FrontBindings) is empty. Example of a good value: http/*:80:')
    const twice = values['BG.FrontBindings']?.find((one, index, all) =>
      all.slice(0, index).some((before) => sameBindings([before], [one])),
    )
    if (twice)
      problems.push(
        `Bindings of the front site (BG.FrontBindings) names ${twice.protocol}/${twice.information} twice. Example of a good value: http/*:80:`,
      )
    if (values['BG.MostBody'] > 4_294_967_295)
      problems.push('Longest request body (BG.MostBody) must be below 4GB with IIS. Example of a good value: 1GB')
  } else if (values['BG.Router'] === 'arr-health-file') {
    if (!values['BG.Farm']) problems.push('Web farm of ARR (BG.Farm) is empty. Example of a good value: MyFarm')
    if (values['BG.Ports'].kind !== 'pair')
      problems.push(
        'Ports of the slots (BG.Ports) must be two ports for a web farm of two members. Example of a good value: 18081,18082',
      )
  } else {
    if (!values['BG.NginxConf'])
      problems.push(
        'NGINX: file for the snippet (BG.NginxConf) is empty. Example of a good value: /etc/nginx/conf.d/myapp.conf',
      )
    if (!values['BG.NginxListen']) problems.push('NGINX: listen (BG.NginxListen) is empty. Example of a good value: 80')
    if (values['BG.Router'] === 'nginx-reload' && /[[\]]/.test(values['BG.Root']))
      problems.push(
        'Root folder (BG.Root) holds a square bracket, where NGINX would look for several files. Example of a good value: /srv/blue-green',
      )
    if (values['BG.Root'].includes('$'))
      problems.push(
        'Root folder (BG.Root) holds a $, where NGINX would put a variable. Example of a good value: /srv/blue-green',
      )
    if (values['BG.Router'] === 'nginx-flag' && values['BG.Ports'].kind !== 'pair')
      problems.push(
        'Ports of the slots (BG.Ports) must be two ports for a router with a flag file. Example of a good value: 18081,18082',
      )
  }
  if (problems.length > 0) throw new BadParameters(problems)
}

/** IIS's own programs tell the folders of slots in a code page, and every later step has to recognise them. */
async function unreadableFolder(root: string, log: Log): Promise<string[]> {
  if (process.platform !== 'win32' || /^[\x20-\x7e]*$/.test(root)) return []
  const page = await consoleCodePage(log)
  const missing = page === undefined ? undefined : missingCharacter(root, page)
  if (page !== undefined && missing === undefined) return []
  const why =
    page === undefined ? 'the code page of this machine is not to be had' : `code page ${page} has no ${missing}`
  return [
    `Root folder (BG.Root) holds characters that the programs of IIS cannot write on this machine: ${why}. Example of a good value: C:\\BlueGreen`,
  ]
}

async function prepare(
  values: PrepareValues,
  octopus: Parameters<typeof step.run>[1],
  opened: OpenApplication,
): Promise<Omit<AdoptedSite, 'router'> & { readonly router: Router }> {
  const ports = values['BG.Ports']
  const wish = {
    frontDoor: frontOf(values['BG.FrontDoor'], values['BG.FrontDoorAddress']),
    mostBodyBytes: values['BG.MostBody'],
    portHeader: values['BG.PortHeader'],
  }
  const whatIf = values['BG.WhatIf']
  const commit = commitOptions(values)
  const how = { whatIf, nothingLive: nothingLive(opened) }
  if (values['BG.Router'] === 'arr-health-file' && ports.kind === 'pair')
    return prepareFarm(
      octopus,
      opened,
      {
        frontDoor: wish.frontDoor,
        name: values['BG.Farm'] ?? '',
        ports: ports.pair,
        timeoutMs: values['BG.Timeout'],
        commit,
      },
      how,
    )
  if (values['BG.Router'] === 'arr-rewrite') {
    const forArr = { ...wish, timeoutMs: values['BG.Timeout'], commit }
    const site = values['BG.Adopt']
    if (site && !isTakenIn(opened, site)) {
      const task = octopus.variable('Octopus.Task.Id') ?? ''
      return adoptSite(octopus, opened, { ...forArr, site, ports, task, bindings: values['BG.FrontBindings'] }, whatIf)
    }
    const bindings = values['BG.FrontBindings'] ?? (await bindingsNow(octopus, opened))
    return prepareArr(octopus, opened, { ...forArr, bindings }, whatIf)
  }
  const nginxWish = {
    ...wish,
    conf: values['BG.NginxConf'] ?? '',
    listen: values['BG.NginxListen'] ?? [],
    serverNames: [values['BG.FrontDoor'].hostname],
    serverLines: values['BG.NginxServerLines'] ?? [],
    timeoutS: Math.ceil(values['BG.Timeout'] / 1000),
    program: values['BG.NginxProgram'],
    mainConf: values['BG.NginxMainConf'],
  }
  return values['BG.Router'] === 'nginx-flag' && ports.kind === 'pair'
    ? prepareNginx(octopus, opened, { ...nginxWish, ports: ports.pair }, how)
    : prepareNginxReload(octopus, opened, nginxWish, whatIf)
}

const isTakenIn = ({ marker: { router, adopted } }: OpenApplication, site: string): boolean =>
  router !== undefined && adopted?.site.toLowerCase() === site.toLowerCase()

/** Of a front site that got them from a site that was taken in. */
async function bindingsNow(octopus: Parameters<typeof step.run>[1], { app, marker: { adopted } }: OpenApplication) {
  const front = siteNamed({ sites: await sitesNow(octopus) }, frontName(app))
  return front?.bindings ?? (adopted ? adoptedBindings(adopted) : [])
}

/** Slots that are no web sites of IIS are not listed, but the journal knows of their switches. */
const nothingLive = ({ marker, events }: OpenApplication): boolean =>
  Object.keys(marker.slots).length === 0 && !events.some(({ kind }) => kind === 'switching' || kind === 'switched')

export const page = {
  name: 'Blue-Green - Prepare Router',
  summary:
    "Sets up, once, what decides which slot gets new requests: a front site with ARR as a reverse proxy, a web farm of ARR that is there already, or a server block of NGINX. What is there already and right is left alone, so the step can stay in every deployment. What is somebody else's is never changed: the step says so and fails.",
  syntaxes: ['PowerShell', 'Bash'],
  changes:
    "With ARR: a front site `<application>-front` with an application pool of its own and a `web.config` of one rule; ARR's proxy is switched on where nobody uses it yet; one server variable is allowed where the site has an https binding. With a web farm: nothing of the farm; an application pool `<application>-health` and two folders with a health file each. With NGINX: one file of configuration, tested before it is loaded, and taken back when NGINX does not load it; with `nginx-reload` another one in the folder `router` of the application, which names the port. With `BG.Adopt`: one more binding for that site, then its bindings go to the front site, in one write. In all cases the folder of the application, with its marker and its journal.",
  needs:
    'Node 20, administrator rights. With ARR: IIS with URL Rewrite 2.1 and ARR 3; a certificate for an https binding has to be bound to the port already. With NGINX: a running NGINX whose http block includes the file.',
  ifKilled:
    'Run it again: what is there already is kept, what is missing is made. A site that was being taken in or given back is so afterwards.',
  errors: {
    'The binding … belongs to the site …':
      'The front site cannot have it as well. Take it away from the other site first.',
    'The port of … has a listener that is no site of IIS':
      'IIS would stop the front site with such a binding. Nothing was changed.',
    'With its new bindings the front site … did not answer':
      'It has its old bindings again, and serves; or the message says that users have no answer, and which bindings were the old ones.',
    'Root folder … holds characters that the programs of IIS cannot write':
      'Its name has letters that the code page of this server does not have. Nothing was changed.',
    'was not made by this step, or has been changed by hand':
      'The file is not overwritten. Undo the change, or choose another file.',
    'There is no site …, its pool serves … as well, has bindings that a front site cannot have':
      '`BG.Adopt` names a site that cannot be taken in as it is. Nothing was changed; the message says what to do first.',
    'could not be taken in':
      'The slot or the front site was not proven. The site has its bindings again; the message says what was wrong.',
    'cannot have all its bindings again':
      'Another site has one of them by now. Nothing was changed; the message says the two ways out.',
    'is live, not the site … that was taken in':
      'A later release is live: the site cannot simply be given back. The message says how to make it live first.',
    'NGINX refuses its configuration':
      'The file was taken back; NGINX goes on with what it had. The log holds what it said.',
    'NGINX was told to load … and did not':
      'Mostly a port that is taken, of which the test of NGINX says nothing. The file was taken back; NGINX goes on with what it had, also after a restart.',
    'NGINX has another server block for':
      'Users of that name would get this application before it has a release. The file was taken back; the message says the two ways out.',
    "NGINX's configuration does not include":
      'No `include` of its main configuration file leads to the file of `BG.NginxConf`. The file was taken back.',
    'NGINX does not see the file':
      'The user of its worker processes cannot reach the folder `router` of the application.',
    'The web farm … is not as a switch by health files needs it':
      'The message says what is missing and the commands that set it. The step changes nobody else’s farm.',
    'What ARR thinks of the servers … could not be read':
      'ARR tells the health of its servers through Microsoft.Web.Administration only, which needs PowerShell and administrator rights.',
    'NGINX was asked … which port it has loaded':
      'NGINX does not run with the file of this step, or the address leads elsewhere.',
    "ARR's proxy is in use …":
      "Somebody has set the server's one proxy so that slots would not see the public host name. The message holds the command that changes it.",
  },
  inputs: {
    'BG.Application': applicationField,
    'BG.Instance': instanceField,
    'BG.Root': rootField,
    'BG.Router': {
      control: {
        select: {
          'arr-rewrite': 'IIS: a front site with ARR and URL Rewrite',
          'arr-health-file': 'IIS: a web farm of ARR that is there, switched by health files',
          'nginx-flag': 'NGINX: a file is the switch',
          'nginx-reload': 'NGINX: one upstream, reloaded at each switch',
        },
      },
      default: 'arr-rewrite',
      help: 'What decides which slot gets new requests.',
    },
    'BG.Ports': portsField,
    'BG.FrontDoor': frontDoorField,
    'BG.FrontDoorAddress': {
      control: 'SingleLineText',
      help: 'Where this machine reaches its router, e.g. `127.0.0.1:80`. Empty: 127.0.0.1 and the port of the front door. The public name itself may lead to a load balancer.',
    },
    'BG.FrontBindings': {
      control: 'MultiLineText',
      help: 'With ARR: the bindings of the front site, one a line, e.g. `http/*:80:` or `https/*:443:www.example.com`.',
    },
    'BG.Farm': {
      control: 'SingleLineText',
      help: 'With a web farm: its name. It has to be there, with two members on this machine (such as 127.0.0.1 and 127.0.0.2) that have the ports of the slots, and a health check of `/blue-green-health/up.html`; what is missing is said, with the command that sets it.',
    },
    'BG.Adopt': {
      control: 'SingleLineText',
      help: 'With ARR, on a server where the application is one site of IIS already: its name. The site becomes the first slot, on a port of `BG.Ports`, and the front site gets its bindings, with the flags of https. Nothing happens when it is taken in already. See "Getting started".',
    },
    'BG.AdoptUndo': {
      control: 'Checkbox',
      default: 'False',
      help: 'Give the site of `BG.Adopt` its bindings back and delete the front site. Only while that site is live.',
    },
    'BG.NginxConf': {
      control: 'SingleLineText',
      help: 'With NGINX: the file to write, which its http block includes, e.g. `/etc/nginx/conf.d/myapp.conf`.',
    },
    'BG.NginxListen': {
      control: 'MultiLineText',
      help: 'With NGINX: what `listen` takes, one a line, e.g. `80` or `443 ssl`.',
    },
    'BG.NginxServerLines': {
      control: 'MultiLineText',
      help: 'With NGINX: further directives of the server block, one a line, e.g. `ssl_certificate /etc/nginx/www.crt;`.',
    },
    'BG.NginxProgram': { control: 'SingleLineText', help: 'With NGINX: the program. Empty: found on PATH.' },
    'BG.NginxMainConf': {
      control: 'SingleLineText',
      help: 'With NGINX: its main configuration file, where that is not the one it was built for.',
    },
    'BG.MostBody': {
      control: 'SingleLineText',
      default: '1GB',
      help: 'The longest request body that the router lets through, e.g. `100MB`.',
    },
    'BG.Timeout': {
      control: 'SingleLineText',
      default: '10m',
      help: 'How long an application may take until its answer begins or goes on.',
    },
    'BG.PortHeader': {
      control: 'Checkbox',
      default: 'True',
      help: 'Let the router name the port of the slot in each answer (`X-BlueGreen-Port`). Switches are proven with it; without it only statuses and the release header can be checked. A web farm is not changed, and names no port.',
    },
    'BG.AtWorkerRestart': atWorkerRestartField,
    'BG.OctopusMutex': octopusMutexField,
    'BG.WhatIf': whatIfField,
  },
  outputs: {
    Router: 'What was prepared: `arr-rewrite`, `arr-health-file`, `nginx-flag` or `nginx-reload`.',
    AdoptGapMs:
      'How long, in milliseconds and at most, the front door gave no good answer while the bindings of a site moved; empty where none moved.',
    AdoptedAt: 'When that was over.',
  },
} satisfies PageOf<typeof step>
