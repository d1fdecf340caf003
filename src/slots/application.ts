import { paths } from '../machine/paths.js'
import { slotName } from './slot-name.js'

/** One copy of a web application on this machine, and where its things are. Everything the steps keep lies in `folder`. */
export type Application = {
  readonly name: string
  /** What tells two copies on one machine apart; `''` where there is one. */
  readonly instance: string
  /** The folder that holds every application's folder. */
  readonly root: string
  /** `<root>/<name>[-<instance>]` */
  readonly folder: string
  readonly files: {
    /** `blue-green.json`: what belongs to the application. */
    readonly marker: string
    readonly journal: string
    /** The older half of a journal that has grown too long. */
    readonly olderJournal: string
    readonly claim: string
    readonly lock: string
    /** Folder: one folder a slot. */
    readonly slots: string
    /** Folder: slots that are being filled. */
    readonly staging: string
    /** Folder: what each slot was deployed with. */
    readonly manifests: string
    /** Folder: files of deleted slots that were never deployed. */
    readonly leftBehind: string
    /** Folder of the ARR front site. */
    readonly front: string
    /** Folder of NGINX's flag, or of its upstream file. */
    readonly router: string
  }
}

export function applicationAt(root: string, name: string, instance: string): Application {
  const folder = paths.join(root, slotName({ application: name, instance }))
  const at = (file: string) => paths.join(folder, file)
  return {
    name,
    instance,
    root,
    folder,
    files: {
      marker: at('blue-green.json'),
      journal: at('journal.jsonl'),
      olderJournal: at('journal.1.jsonl'),
      claim: at('claim.json'),
      lock: at('lock'),
      slots: at('slots'),
      staging: at('staging'),
      manifests: at('manifests'),
      leftBehind: at('left-behind'),
      front: at('front'),
      router: at('router'),
    },
  }
}
