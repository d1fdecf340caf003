/** One action that uses a template, as the server lists them. */
export type Usage = {
  readonly ActionId: string
  readonly ActionName: string
  readonly StepName: string
  /** Of the template. */
  readonly Version: string
  readonly ProcessType: 'Deployment' | 'Runbook'
  readonly ProcessId: string
  readonly ProjectId: string
  readonly ProjectName: string
  readonly RunbookName: string | null
  /** In a project under version control. */
  readonly Branch?: string | null
  /** The process of a release that has been made: nothing can change it. */
  readonly Release?: string | null
}

/** `Shop (main), runbook Undo`: where an action is, for people. */
export function placeOf({ ProjectName, ProcessType, RunbookName, Branch }: Usage): string {
  const project = Branch ? `${ProjectName} (${Branch})` : ProjectName
  return ProcessType === 'Runbook' ? `${project}, runbook ${RunbookName ?? ''}` : project
}

export const stepOf = ({ StepName, ActionName }: Usage): string =>
  StepName === ActionName ? StepName : `${StepName} / ${ActionName}`
