import { type Process, templateId, templateVersion, textOf } from './process.js'
import type { Space } from './store.js'

/** Where a template is used: one entry an action of a process; a process in git has one for each branch. */
export function usageOf(space: Space, id: string) {
  return [...space.processes].flatMap(([key, process]) => {
    const branch = key.includes('@') ? key.slice(key.indexOf('@') + 1) : undefined
    return process.Steps.flatMap((step) =>
      step.Actions.filter(({ Properties }) => textOf(Properties[templateId]) === id).map((action) => ({
        ActionTemplateId: id,
        ActionId: action.Id,
        ActionName: action.Name,
        StepId: step.Id,
        StepName: step.Name,
        Version: textOf(action.Properties[templateVersion]),
        ...ownerOf(space, process),
        Branch: branch ?? null,
        Release: null,
      })),
    )
  })
}

function ownerOf(space: Space, { Id, ProjectId, RunbookId }: Process) {
  const project = space.documents.Projects.get(ProjectId)
  const runbook = RunbookId === undefined ? undefined : space.documents.Runbooks.get(RunbookId)
  return {
    ProcessType: runbook ? 'Runbook' : 'Deployment',
    ProcessId: Id,
    DeploymentProcessId: runbook ? null : Id,
    ProjectId,
    ProjectName: project?.Name ?? '',
    ProjectSlug: project?.['Slug'] ?? '',
    RunbookId: runbook?.Id ?? null,
    RunbookName: runbook?.Name ?? null,
  }
}
