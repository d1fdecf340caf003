import { StepFailed } from '../octopus/step-failed.js'

/** Somebody has put a folder where the slot's own is made by one rename: nobody knows what is in it. */
export class FolderNotOurs extends StepFailed {
  constructor(folder: string) {
    super({
      happened: `${folder} is there already, and no deployment of this application has made it.`,
      untouched: 'Nothing was changed.',
      todo: 'Move it elsewhere, or delete it, and run this step again.',
    })
  }
}

/** What is written to the slot would land elsewhere. */
export class FolderIsLink extends StepFailed {
  constructor(folder: string, root: string) {
    super({
      happened: `${folder}, the folder of the slot, is a link, or a link leads it out of ${root}.`,
      untouched: 'Nothing was changed, neither here nor where the link leads to.',
      todo: 'Put a plain folder in place of the link, or only remove it (rmdir removes a junction and leaves what it leads to), and run this step again: what is missing then comes from the package. The root folder (BG.Root) itself may be a link.',
    })
  }
}

/** The name of the slot is taken. */
export class DeployRefused extends StepFailed {
  constructor(what: 'site' | 'application pool', name: string) {
    super({
      happened: `There is a${what === 'site' ? '' : 'n'} ${what} "${name}" on this machine that is no slot of this application.`,
      untouched: 'Nothing was changed.',
      todo: 'If two copies of the application share this machine, give each a BG.Instance; else rename or remove that one.',
    })
  }
}
