/** Octopus's ids of what an application belongs to; `''` where there is none (no tenant, run by hand). */
export type Owner = {
  readonly space: string
  readonly project: string
  readonly environment: string
  readonly tenant: string
}

/** The address that users call. */
export type FrontDoor = {
  /** As this machine reaches it, e.g. `http://127.0.0.1:80`. */
  readonly url: string
  /** The public host name, where it is not the one in the address. */
  readonly host?: string
}

type AnyRouter = {
  readonly frontDoor: FrontDoor
  /** Whether the router names the slot's port in each answer (`X-BlueGreen-Port`). */
  readonly portHeader: boolean
  /** SHA-256 of the file that Prepare Router wrote, without the port: tells whether people have changed it since. */
  readonly made: string
}

/** A front site with ARR, whose `web.config` in `folder` names the port. */
export type ArrRewriteRouter = AnyRouter & {
  readonly kind: 'arr-rewrite'
  readonly site: string
  readonly pool: string
  readonly folder: string
}

/** NGINX: the second port when the file `flag` is there, else the first. */
export type NginxFlagRouter = AnyRouter & {
  readonly kind: 'nginx-flag'
  readonly ports: readonly [number, number]
  readonly flag: string
  /** The snippet that Prepare Router wrote. */
  readonly conf: string
  /** The program. */
  readonly nginx: string
}

/** A web farm of ARR that was there already: a file below `folder` says for each of its two members whether it is up. */
export type ArrHealthFileRouter = AnyRouter & {
  readonly kind: 'arr-health-file'
  readonly farm: string
  readonly ports: readonly [number, number]
  /** Of the members with these ports, as the farm has them. */
  readonly addresses: readonly [string, string]
  /** What those addresses are on this machine: a slot is bound to the one of its port. */
  readonly ips: readonly [string, string]
  /** What the farm looks for in a health file that says "up". */
  readonly match: string
  /** Of the health files: one folder a port. */
  readonly folder: string
  /** Serves them, apart from the application's pipeline. */
  readonly pool: string
}

/** NGINX: one upstream in a file of its own, which a switch replaces before it reloads NGINX. */
export type NginxReloadRouter = AnyRouter & {
  readonly kind: 'nginx-reload'
  readonly upstreamFile: string
  /** Name of the upstream, beginning of the snippet's variables. */
  readonly key: string
  /** The snippet that Prepare Router wrote. */
  readonly conf: string
  /** The program. */
  readonly nginx: string
  /** Its main configuration file, where that is not the one it was built for. */
  readonly mainConf?: string
}

export type Router = ArrRewriteRouter | ArrHealthFileRouter | NginxFlagRouter | NginxReloadRouter

export type SlotState = 'deploying' | 'deployed' | 'retired' | 'deleting'

export type SlotRecord = {
  readonly release: string
  /** Of the deployed files and the settings, see fingerprint.ts. */
  readonly fingerprint: string
  /** Hash of the settings that were given: tells "other files" and "other settings" apart. */
  readonly settings: string
  /** null: another slot has taken its port. */
  readonly port: number | null
  readonly folder: string
  /** ISO 8601 */
  readonly createdAt: string
  readonly state: SlotState
  /** While it is deployed again: a deployment of it was finished once, what was changed in its folder since is not half written. */
  readonly confirmed?: boolean
  /** The Octopus task that made it, `''` when made by hand. */
  readonly task: string
  /** A site that was taken in: its folder is somebody else's to delete. */
  readonly adoptedFolder?: boolean
  /** The application pool of a site that was taken in; default: it has the slot's name. */
  readonly pool?: string
}

/** A binding of a site, as IIS has it. */
export type BindingRecord = {
  readonly protocol: string
  readonly information: string
  readonly sslFlags?: number
}

/** A site that served before there was a router. */
export type Adopted = {
  /** Its name, and that of the slot that it became. */
  readonly site: string
  /** What it had, and the front site has got. */
  readonly bindings: readonly BindingRecord[]
  /** Of the slot. */
  readonly port: number
  /** Of its answer at the front door, before anything was changed. */
  readonly status: number
  /** Where the front site waits while it is made, without users. */
  readonly waitingPort: number
}

/** What `blue-green.json` says: the one list of what belongs to the application. */
export type Marker = {
  readonly version: 1
  readonly application: string
  readonly instance: string
  readonly owner: Owner
  /** Recorded by Prepare Router. */
  readonly router?: Router
  /**
   * Hashes (see `made`) of what Prepare Router was about to write, while it is at work: one that was killed may have left that
   * file, and site and pool of the front.
   */
  readonly preparing?: readonly string[]
  /** What the front site had before Prepare Router gave it other bindings, until these are proven: the way back. */
  readonly rebinding?: readonly BindingRecord[]
  /** Written before the first change, for the run after a killed one; kept for the way back. */
  readonly adopted?: Adopted
  /** By name: the slot's and its site's, and its pool's where the record names no other. */
  readonly slots: Readonly<Record<string, SlotRecord>>
  /** A port that was chosen and is not bound yet. */
  readonly reservedPort?: { readonly port: number; readonly slot: string; readonly since: string }
}
