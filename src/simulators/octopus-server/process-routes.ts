import { randomUUID } from 'node:crypto'
import { problemsOfProcess } from './check-process.js'
import { asCommitted, asRead } from './git-process.js'
import { type Process, processKey } from './process.js'
import { badRequest, notFound, outOfDate } from './refusals.js'
import type { Exchange, Route } from './route.js'
import type { Resource, Space } from './store.js'
import { branchAsked, branchesOf, persistenceOf } from './version-control.js'

/** An empty process; in a project under version control one for each branch that has none. */
export function addProcess(space: Space, project: Resource, Id: string, runbook?: Resource): void {
  const persistence = persistenceOf(project)
  const inGit = persistence && (!runbook || persistence.ConversionState?.RunbooksAreInGit)
  for (const branch of inGit ? branchesOf(persistence) : [undefined]) {
    const key = processKey(Id, branch)
    if (space.processes.has(key)) continue
    space.processes.set(key, {
      Id,
      SpaceId: space.Id,
      ProjectId: project.Id,
      ...(runbook ? { RunbookId: runbook.Id } : {}),
      Steps: [],
      Version: 0,
      LastSnapshotId: null,
    })
  }
}

const shown = (space: Space, process: Process, branch: string | undefined) => ({
  ...(branch === undefined ? process : asRead(space, process)),
  Links: { Self: linkOf(space, process, branch), Project: `/api/${space.Id}/projects/${process.ProjectId}` },
})

function linkOf(space: Space, { Id, ProjectId, RunbookId }: Process, branch: string | undefined): string {
  const below = branch === undefined ? ProjectId : `${ProjectId}/${encodeURIComponent(branch)}`
  return RunbookId === undefined
    ? `/api/${space.Id}/projects/${below}/deploymentprocesses`
    : `/api/${space.Id}/projects/${below}/runbookProcesses/${Id}`
}

/** Ids for what is new, and the lists that a client may leave out. */
const completed = (sent: Pick<Process, 'Steps'>): Process['Steps'] =>
  (sent.Steps ?? []).map((step) => ({
    ...step,
    Id: step.Id || randomUUID(),
    Condition: step.Condition ?? 'Success',
    Properties: step.Properties ?? {},
    Actions: (step.Actions ?? []).map((action) => ({
      ...action,
      Id: action.Id || randomUUID(),
      Packages: action.Packages ?? [],
      Properties: action.Properties ?? {},
    })),
  }))

/**
 * Whether somebody saved since the sender read the process.
 * Not verified: what a server does in git, where the last commit wins here.
 */
const isOutOfDate = (kept: Process, sent: Partial<Process>, branch: string | undefined) =>
  branch === undefined && sent.Version !== kept.Version

function find(space: Space, id: string, branch: string | undefined): Process {
  const process = space.processes.get(processKey(id, branch))
  if (!process) throw notFound()
  return process
}

function save({ space, body }: Exchange, id: string, branch: string | undefined) {
  const sent = body as Partial<Process>
  const kept = find(space, id, branch)
  if (isOutOfDate(kept, sent, branch)) throw outOfDate(kept.RunbookId ? 'RunbookProcess' : 'DeploymentProcess', id)
  const Steps = completed({ Steps: sent.Steps ?? [] })
  const problems = problemsOfProcess(space, { Steps })
  if (problems.length > 0) throw badRequest(...problems)
  const saved = { ...kept, Steps, Version: kept.Version + 1 }
  space.processes.set(processKey(id, branch), branch === undefined ? saved : asCommitted(space, saved))
  return { body: shown(space, saved, branch) }
}

const projectOf = (space: Space, id: string | undefined): Resource => {
  const project = space.documents.Projects.get(id ?? '')
  if (!project) throw notFound()
  return project
}

const deploymentProcessId = ({ Id }: Resource) => `deploymentprocess-${Id}`

function ofProject({ space, params }: Exchange) {
  const project = projectOf(space, params['id'])
  return { id: deploymentProcessId(project), branch: branchAsked(project, params['ref']) }
}

function byId({ space, params }: Exchange) {
  const id = params['process'] ?? ''
  const any = [...space.processes.values()].find((process) => process.Id === id)
  if (!any) throw notFound()
  const inGit = space.processes.has(processKey(id)) === false
  return { id, branch: branchAsked(projectOf(space, any.ProjectId), inGit ? (params['ref'] ?? undefined) : undefined) }
}

/** A runbook's process that is not in git is asked for without a reference, whatever the project is. */
function runbookProcess(exchange: Exchange) {
  const id = exchange.params['process'] ?? ''
  return exchange.space.processes.has(processKey(id)) ? { id, branch: undefined } : byId(exchange)
}

const reads = (path: string, where: (exchange: Exchange) => { id: string; branch: string | undefined }): Route => ({
  method: 'GET',
  path,
  permission: 'ProcessView',
  handle: (exchange) => {
    const { id, branch } = where(exchange)
    return { body: shown(exchange.space, find(exchange.space, id, branch), branch) }
  },
})

const writes = (
  path: string,
  where: (exchange: Exchange) => { id: string; branch: string | undefined },
  permission: string,
): Route => ({
  method: 'PUT',
  path,
  permission,
  handle: (exchange) => {
    const { id, branch } = where(exchange)
    return save(exchange, id, branch)
  },
})

export const processRoutes: readonly Route[] = [
  reads('projects/:id/deploymentprocesses', ofProject),
  writes('projects/:id/deploymentprocesses', ofProject, 'ProcessEdit'),
  reads('projects/:id/:ref/deploymentprocesses', ofProject),
  writes('projects/:id/:ref/deploymentprocesses', ofProject, 'ProcessEdit'),
  reads('deploymentprocesses/:process', byId),
  writes('deploymentprocesses/:process', byId, 'ProcessEdit'),
  reads('runbookProcesses/:process', runbookProcess),
  writes('runbookProcesses/:process', runbookProcess, 'RunbookEdit'),
  reads('projects/:id/runbookProcesses/:process', runbookProcess),
  writes('projects/:id/runbookProcesses/:process', runbookProcess, 'RunbookEdit'),
  reads('projects/:id/:ref/runbookProcesses/:process', runbookProcess),
  writes('projects/:id/:ref/runbookProcesses/:process', runbookProcess, 'RunbookEdit'),
  {
    method: 'GET',
    path: 'projects/:id/git/branches',
    permission: 'ProjectView',
    handle: ({ space, params }) => {
      const persistence = persistenceOf(projectOf(space, params['id']))
      if (!persistence) throw notFound()
      const Items = branchesOf(persistence).map((Name) => ({
        Name,
        CanonicalName: `refs/heads/${Name}`,
        IsProtected: false,
      }))
      return { body: { Items, TotalResults: Items.length } }
    },
  },
]
