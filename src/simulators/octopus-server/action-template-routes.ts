import { type ActionTemplate, createTemplate, current, updateTemplate } from './action-template.js'
import { type ActionsUpdate, updateActions } from './actions-update.js'
import { defaultLogo } from './default-logo.js'
import { asked, page } from './paging.js'
import { badRequest, notFound } from './refusals.js'
import type { Exchange, Route } from './route.js'
import type { Space } from './store.js'
import { usageOf } from './usage.js'

const shown = (space: Space, template: ActionTemplate) => {
  const self = `/api/${space.Id}/actiontemplates/${template.Id}`
  return {
    ...template,
    Links: {
      Self: self,
      Usage: `${self}/usage`,
      ActionsUpdate: `${self}/actionsUpdate`,
      Logo: `${self}/logo`,
      Versions: `${self}/versions/{version}`,
    },
  }
}

function versionsOf({ space, params }: Exchange): ActionTemplate[] {
  const versions = space.templates.get(params['id'] ?? '')
  if (!versions) throw notFound()
  return versions
}

const list = ({ space, query }: Exchange) =>
  asked([...space.templates.values()].map(current), query)
    .sort((a, b) => a.Name.localeCompare(b.Name))
    .map((template) => shown(space, template))

/** The file of a multipart form. */
async function fileIn({ raw, headers }: Exchange): Promise<Buffer> {
  const type = String(headers['content-type'] ?? '')
  if (!type.startsWith('multipart/form-data')) throw badRequest('Please send the logo as a file of a form.')
  const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': type } }).formData()
  const file = [...form.values()].find((value) => typeof value !== 'string')
  if (!file || typeof file === 'string') throw badRequest('There is no file in the form.')
  return Buffer.from(await file.arrayBuffer())
}

async function putLogo(exchange: Exchange) {
  const { Id } = current(versionsOf(exchange))
  exchange.space.logos.set(Id, await fileIn(exchange))
  return { body: {} }
}

export const actionTemplateRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'actiontemplates',
    permission: 'ActionTemplateView',
    handle: (exchange) => ({ body: page(list(exchange), `${exchange.space.Id}/actiontemplates`, exchange.query) }),
  },
  {
    method: 'GET',
    path: 'actiontemplates/all',
    permission: 'ActionTemplateView',
    handle: (exchange) => ({ body: list(exchange) }),
  },
  {
    method: 'POST',
    path: 'actiontemplates',
    permission: 'ActionTemplateCreate',
    handle: ({ store, space, body }) => ({
      status: 201,
      body: shown(space, createTemplate(store, space, body as object)),
    }),
  },
  {
    method: 'GET',
    path: 'actiontemplates/:id',
    permission: 'ActionTemplateView',
    handle: (exchange) => ({ body: shown(exchange.space, current(versionsOf(exchange))) }),
  },
  {
    method: 'PUT',
    path: 'actiontemplates/:id',
    permission: 'ActionTemplateEdit',
    handle: (exchange) => {
      const { Id } = current(versionsOf(exchange))
      return { body: shown(exchange.space, updateTemplate(exchange.space, Id, exchange.body as object)) }
    },
  },
  {
    method: 'DELETE',
    path: 'actiontemplates/:id',
    permission: 'ActionTemplateDelete',
    handle: (exchange) => {
      const { Id } = current(versionsOf(exchange))
      if (usageOf(exchange.space, Id).length > 0) throw badRequest('The step template is in use and cannot be deleted.')
      exchange.space.templates.delete(Id)
      return { body: {} }
    },
  },
  {
    method: 'GET',
    path: 'actiontemplates/:id/versions/:version',
    permission: 'ActionTemplateView',
    handle: (exchange) => {
      const found = versionsOf(exchange).find(({ Version }) => String(Version) === exchange.params['version'])
      if (!found) throw notFound()
      return { body: shown(exchange.space, found) }
    },
  },
  {
    method: 'GET',
    path: 'actiontemplates/:id/usage',
    permission: 'ActionTemplateView',
    handle: (exchange) => ({ body: usageOf(exchange.space, current(versionsOf(exchange)).Id) }),
  },
  {
    method: 'POST',
    path: 'actiontemplates/:id/actionsUpdate',
    permission: 'ProcessEdit',
    handle: (exchange) => ({
      body: updateActions(exchange.space, current(versionsOf(exchange)).Id, exchange.body as ActionsUpdate),
    }),
  },
  {
    method: 'GET',
    path: 'actiontemplates/:id/logo',
    permission: 'ActionTemplateView',
    // An action type stands here as well, e.g. Octopus.Script.
    handle: ({ space, params }) => ({ bytes: space.logos.get(params['id'] ?? '') ?? defaultLogo, type: 'image/png' }),
  },
  { method: 'POST', path: 'actiontemplates/:id/logo', permission: 'ActionTemplateEdit', handle: putLogo },
  { method: 'PUT', path: 'actiontemplates/:id/logo', permission: 'ActionTemplateEdit', handle: putLogo },
]
