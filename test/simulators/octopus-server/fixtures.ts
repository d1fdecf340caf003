/** A small step template as somebody would send it. */
export const scriptTemplate = (name: string, more: object = {}) => ({
  Name: name,
  ActionType: 'Octopus.Script',
  Properties: { 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': 'echo 1' },
  Parameters: [parameter('A.Name')],
  Packages: [],
  ...more,
})

export const parameter = (name: string, more: object = {}) => ({
  Name: name,
  Label: name,
  HelpText: '',
  DefaultValue: null,
  DisplaySettings: { 'Octopus.ControlType': 'SingleLineText' },
  ...more,
})

/** A step with one action that uses a template. */
export const stepUsing = (name: string, templateId: string, version: number, properties: object = {}) => ({
  Name: name,
  Condition: 'Success',
  Properties: { 'Octopus.Action.TargetRoles': 'web' },
  Actions: [
    {
      Name: name,
      ActionType: 'Octopus.Script',
      Packages: [],
      Properties: {
        'Octopus.Action.Template.Id': templateId,
        'Octopus.Action.Template.Version': String(version),
        'Octopus.Action.Script.Syntax': 'Bash',
        'Octopus.Action.Script.ScriptBody': 'echo 1',
        ...properties,
      },
    },
  ],
})

export const gitProject = (name: string) => ({
  Name: name,
  PersistenceSettings: { Type: 'VersionControlled', DefaultBranch: 'main', Branches: ['next'] },
})
