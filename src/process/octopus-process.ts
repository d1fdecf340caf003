import type { Action, ProcessStep } from './chain.js'

/** What an action copies of a step template: the server passes nothing of it on by itself. */
export type LibraryTemplate = {
  /** `ActionTemplates-12` on a server. */
  readonly Id: string
  readonly Name: string
  readonly ActionType: string
  readonly Version: number
  /** Texts, or what stands for secrets. */
  readonly Properties: Readonly<Record<string, unknown>>
  readonly Parameters: readonly { readonly Name: string; readonly DefaultValue: unknown }[]
  readonly Packages?: readonly {
    readonly Name: string
    readonly AcquisitionLocation: string
    readonly Properties: Readonly<Record<string, string>>
  }[]
}

/** Where the application comes from: a package in a feed, e.g. `MyApp` in `Feeds-1`. */
export type ApplicationPackage = { readonly id: string; readonly feedId: string }

/** A reference of an action to a package, by the name of the template's package parameter. */
export type PackageReference = {
  readonly Name: string
  readonly PackageId: string
  readonly FeedId: string
  readonly AcquisitionLocation: string
  readonly Properties: Readonly<Record<string, string>>
}

/** An action of the chain as an Octopus process holds it. */
export type OctopusAction = {
  readonly name: string
  readonly actionType: string
  readonly template: { readonly id: string; readonly name: string; readonly version: number }
  /** What makes the action what it is: mark, template, script, and the parameters that the chain and the package decide. */
  readonly properties: Readonly<Record<string, string>>
  /** The other parameters with their templates' defaults: in the process they are people's to change. */
  readonly defaults: Readonly<Record<string, string>>
  /** Every parameter of the template. */
  readonly parameters: readonly string[]
  readonly packages: readonly PackageReference[]
}

/** A step of the chain as an Octopus process holds it. */
export type OctopusStep = {
  readonly name: string
  readonly condition: ProcessStep['condition']
  /** On which machines, and how many at a time. */
  readonly properties: Readonly<Record<string, string>>
  readonly actions: readonly OctopusAction[]
}

/** The property by which an action is known as one of the chain's, whatever people call it; its value is the name in the chain. */
export const mark = 'OctopusBlueGreen.Action'

export const templateId = 'Octopus.Action.Template.Id'
export const templateVersion = 'Octopus.Action.Template.Version'
export const targetRoles = 'Octopus.Action.TargetRoles'
export const maxParallelism = 'Octopus.Action.MaxParallelism'

const texts = (properties: LibraryTemplate['Properties']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )

function octopusAction(action: Action, template: LibraryTemplate, { id, feedId }: ApplicationPackage): OctopusAction {
  const references = template.Packages ?? []
  const packageParameters = references.flatMap(({ Properties: { PackageParameterName: name } }) =>
    name ? [[name, JSON.stringify({ PackageId: id, FeedId: feedId })] as const] : [],
  )
  const decided = { ...action.parameters, ...Object.fromEntries(packageParameters) }
  const defaults = template.Parameters.flatMap(({ Name, DefaultValue }) =>
    typeof DefaultValue === 'string' && DefaultValue !== '' && !(Name in decided) ? [[Name, DefaultValue]] : [],
  )
  return {
    name: action.name,
    actionType: template.ActionType,
    template: { id: template.Id, name: template.Name, version: template.Version },
    properties: {
      [mark]: action.name,
      [templateId]: template.Id,
      [templateVersion]: String(template.Version),
      ...texts(template.Properties),
      ...decided,
    },
    defaults: Object.fromEntries(defaults),
    parameters: template.Parameters.map(({ Name }) => Name),
    packages: references.map(({ Name, AcquisitionLocation, Properties }) => ({
      Name,
      PackageId: id,
      FeedId: feedId,
      AcquisitionLocation,
      Properties,
    })),
  }
}

export type ProcessOptions = {
  /** By the step's name in `src/steps`. */
  readonly templates: ReadonlyMap<string, LibraryTemplate>
  readonly role: string
  /** How many machines at a time, or a reference to a variable. */
  readonly window: string
  readonly package: ApplicationPackage
}

/**
 * The chain as an Octopus process: the rolling step with its children, and the steps after it.
 * @throws Error: a template is missing
 */
export const octopusProcess = (chain: readonly ProcessStep[], options: ProcessOptions): OctopusStep[] =>
  chain.map(({ name, machines, condition, actions }) => ({
    name,
    condition,
    properties: {
      [targetRoles]: options.role,
      ...(machines === 'rolling' ? { [maxParallelism]: options.window } : {}),
    },
    actions: actions.map((action) => {
      const template = options.templates.get(action.step)
      if (!template) throw new Error(`There is no template for the step ${action.step}.`)
      return octopusAction(action, template, options.package)
    }),
  }))
