import type { Log } from '../machine/log.js'
import { replaceFile } from '../machine/replace-file.js'
import type { Application } from './application.js'
import { BrokenFile } from './broken-file.js'
import type { Claim, Claimant } from './claim.js'
import { decideClaim } from './decide-claim.js'
import { DeploymentAtWork } from './deployment-at-work.js'
import { readIfThere } from './read-if-there.js'
import { fields, listOf, problemsIn, text, timestamp } from './shape.js'
import { Superseded } from './superseded.js'

const claim = fields({ task: text, release: text, since: text, usedAt: timestamp, step: text, lost: listOf(text) })

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
  const found = await readIfThere(file)
  if (found === undefined) return undefined
  try {
    const value: unknown = JSON.parse(found)
    const problems = problemsIn(claim, value)
    if (problems.length > 0) throw new Error(problems.join('; '))
    return value as Claim
  } catch (cause) {
    throw new BrokenFile({
      file,
      why: 'it should say which deployment is at work',
      todo: 'Look that no deployment is at work on this application, delete the file and deploy again.',
      cause,
    })
  }
}
