import { frontDoorField, frontDoorInput } from '../http/front-door-input.js'
import { releaseField, releaseHeaderField, releaseHeaderInput, releaseInput } from '../http/release-header-input.js'
import type { PageOf } from '../octopus/page.js'
import { duration, flag, lines, optional, secret, webAddress, wholeNumber } from '../octopus/parameter-types.js'
import { defineStep } from '../octopus/step.js'
import { warmUp } from '../warm-up/warm-up.js'
import { warmUpUrlLine } from '../warm-up/warm-up-url.js'

export const step = defineStep({
  inputs: {
    'BG.Address': {
      label: 'Address of the slot',
      example: 'http://127.0.0.1:18082',
      variable: 'Octopus.Action[Deploy to Slot].Output.Address',
      schema: webAddress(),
    },
    'BG.FrontDoor': frontDoorInput,
    'BG.Urls': {
      label: 'Addresses to warm',
      example: '/health 200-299 Healthy',
      variable: 'BlueGreen.WarmUpUrls',
      schema: lines(warmUpUrlLine(), { least: 1 }),
    },
    'BG.FirstAnswer': {
      label: 'Limit of the first answer',
      example: '2m',
      schema: duration({ leastMs: 100 }),
    },
    'BG.Limit': { label: 'Limit of the whole warm-up', example: '5m', schema: duration({ leastMs: 100 }) },
    'BG.Latency': { label: 'A warm answer takes at most', example: '500ms', schema: duration({ leastMs: 1 }) },
    'BG.InARow': { label: 'Warm answers in a row', example: '5', schema: wholeNumber({ least: 1, most: 1_000 }) },
    'BG.Release': releaseInput,
    'BG.ReleaseHeader': releaseHeaderInput,
    'BG.Authorities': {
      label: 'Certificate authorities',
      example: '-----BEGIN CERTIFICATE-----\n...',
      optional: true,
      schema: optional(secret()),
    },
    'BG.AnyCertificate': { label: 'Accept any certificate', example: 'False', schema: flag() },
  },
  outputs: ['Requests', 'LatencyMs'],
  variables: [],
  changes: false,
  async run(values, octopus) {
    const slot = values['BG.Address']
    const frontDoor = values['BG.FrontDoor']
    const startedAt = performance.now()
    octopus.info(`Warming ${slot.origin} as ${frontDoor.host}: ${values['BG.Urls'].length} addresses`)
    const { requests, lastMs } = await warmUp(octopus, {
      slot: slot.origin,
      urls: values['BG.Urls'],
      to: {
        base: slot,
        host: frontDoor.host,
        headers: { 'x-forwarded-proto': frontDoor.protocol.replace(':', '') },
        anyCertificate: values['BG.AnyCertificate'],
        ...(values['BG.Authorities'] ? { ca: values['BG.Authorities'] } : {}),
      },
      ...(values['BG.ReleaseHeader']
        ? { release: { header: values['BG.ReleaseHeader'], release: values['BG.Release'] } }
        : {}),
      firstAnswerMs: values['BG.FirstAnswer'],
      limitMs: values['BG.Limit'],
      latencyMs: values['BG.Latency'],
      inARow: values['BG.InARow'],
    })
    octopus.set('Requests', requests)
    octopus.set('LatencyMs', lastMs)
    return `${slot.origin} is warm: ${requests} requests in ${((performance.now() - startedAt) / 1000).toFixed(1)} s, the last one in ${lastMs} ms.`
  },
})

export const page = {
  name: 'Blue-Green - Warm Up',
  summary:
    'Calls a slot through its own port, with the public host name, until every address answers as it should, quickly and several times in a row. The first request may take as long as the application needs to start.',
  syntaxes: ['PowerShell', 'Bash'],
  changes: 'Nothing. It sends GET requests to the slot.',
  needs: 'Node 20. No rights beyond reaching the port of the slot. Paths that anonymous users may read.',
  ifKilled: 'Run it again: it begins anew.',
  errors: {
    'answers 401 / 403': 'The path asks for credentials. Name one that anonymous users may read.',
    'answers 404': 'There is no such page, or the site has no binding for the public host name.',
    'a redirect to …': 'Redirects are not followed. Name the target, or accept the status in the line of that address.',
    'took … ms; warm is … ms':
      'The answers never got quick enough: raise the latency, or look at what the application does.',
    'names the release …': 'Another release answers on this port.',
  },
  inputs: {
    'BG.Address': {
      control: 'SingleLineText',
      help: 'Where the slot listens, e.g. `http://127.0.0.1:18082`. Given by the step "Deploy to Slot" of this name; refer to your own step where it is called otherwise.',
    },
    'BG.FrontDoor': frontDoorField,
    'BG.Urls': {
      control: 'MultiLineText',
      help: 'One address a line: the path, then the statuses that are good (`200-299` where none are given), then a text that the body must hold. For example:\n\n```\n/health 200 Healthy\n/\n/products?page=1 200,304\n```\n\nThe first one may take long; it should touch what is slow to start.',
    },
    'BG.FirstAnswer': {
      control: 'SingleLineText',
      default: '2m',
      help: 'How long the first request may take, e.g. `2m`.',
    },
    'BG.Limit': { control: 'SingleLineText', default: '5m', help: 'After this the warm-up has failed, e.g. `5m`.' },
    'BG.Latency': {
      control: 'SingleLineText',
      default: '1s',
      help: 'An answer that takes longer is not a warm one, e.g. `500ms`.',
    },
    'BG.InARow': {
      control: 'SingleLineText',
      default: '5',
      help: 'How many good and quick answers in a row each address needs.',
    },
    'BG.Release': releaseField,
    'BG.ReleaseHeader': releaseHeaderField,
    'BG.Authorities': {
      control: 'MultiLineText',
      help: 'Certificates (PEM) of further authorities, for a slot that is reached by https. Those of Windows are not known to Node.',
    },
    'BG.AnyCertificate': {
      control: 'Checkbox',
      default: 'False',
      help: 'Do not check the certificate of a slot that is reached by https.',
    },
  },
  outputs: {
    Requests: 'How many requests were sent.',
    LatencyMs: 'How long the last one took, in milliseconds.',
  },
} satisfies PageOf<typeof step>
