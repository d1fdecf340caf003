import type { Log } from '../machine/log.js'
import type { Application } from '../slots/application.js'
import type { Marker } from '../slots/marker.js'
import { NotPrepared } from '../slots/not-prepared.js'
import { arrHealthFile } from './arr-health-file.js'
import { arrRewrite } from './arr-rewrite.js'
import { nginxFlag } from './nginx-flag.js'
import { nginxReload } from './nginx-reload.js'
import type { Router } from './router.js'

/** The router that Prepare Router recorded. @throws NotPrepared */
export function routerOf(log: Log, app: Application, { router }: Marker): Router {
  if (!router) throw new NotPrepared(app, `${app.files.marker} names no router`)
  switch (router.kind) {
    case 'arr-rewrite':
      return arrRewrite(router.folder)
    case 'arr-health-file':
      return arrHealthFile(log, router)
    case 'nginx-flag':
      return nginxFlag(router.flag, router.ports)
    case 'nginx-reload':
      return nginxReload(log, router)
  }
}
