import * as z from 'zod/mini'
import type { Log } from '../machine/log.js'
import { replaceFile } from '../machine/replace-file.js'
import type { Application } from './application.js'
import { BrokenFile } from './broken-file.js'
import type { Claim, Claimant } from './claim.js'
import { decideClaim } from './decide-claim.js'
import { DeploymentAtWork } from './deployment-at-work.js'
import { readIfThere } from './read-if-there.js'
import { Superseded } from './superseded.js'

const schema: z.ZodMiniType<Claim> = z.looseObject({
  task: z.string(),
  release: z.string(),
  since: z.string(),
  usedAt: z.iso.datetime(),
  step: z.string(),
  lost: z.array(z.string()),
})

/**
 * Takes the application's claim for a task, or keeps it; to be called by whoever holds the application's lock.
 * @throws Superseded when a later deployment has it, DeploymentAtWork for a run by hand, BrokenFile
 */
export async function takeClaim(log: Log, { files }: Application, mine: Claimant, now: Date): Promise<void> {
  const decision = decideClaim(await readClaim(files.claim), mine, now)
  if ('supersededBy' in decision) throw new Superseded(decision.supersededBy, files.claim)
  if ('busyWith' in decision) throw new DeploymentAtWork(decision.busyWith, files.claim)
  if ('without' in decision) return
  const { take, from } = decision
  if (from) log.info(`Taking over from deployment ${from.task} of release ${from.release} (last step: ${from.step}).`)
  await replaceFile(files.claim, `${JSON.stringify(take, null, 2)}\n`)
}

async function readClaim(file: string): Promise<Claim | undefined> {
  const text = await readIfThere(file)
  if (text === undefined) return undefined
  try {
    return z.parse(schema, JSON.parse(text))
  } catch (cause) {
    throw new BrokenFile({
      file,
      why: 'it should say which deployment is at work',
      todo: 'Look that no deployment is at work on this application, delete the file and deploy again.',
      cause,
    })
  }
}
