import { createHash } from 'node:crypto'
import type { Control } from '../octopus/page.js'
import { body, problemsOfBody, type Syntax } from './body.js'
import { BuildFailed } from './build-failed.js'
import { kebabCase } from './kebab-case.js'
import { exportedAt, type Ledger, type LedgerEntry, versionOf, withIds } from './ledger.js'
import { type Parameter, parametersOf, variablesOf } from './parameters-of.js'
import type { StepFile } from './step-file.js'

/** The template's name in Octopus: one template a syntax. */
export const templateName = ({ page }: Pick<StepFile, 'page'>, syntax: Syntax): string =>
  syntax === 'Bash' ? `${page.name} (Bash)` : page.name

/** File name without ending, and the template's name in the ledger. */
export const templateFile = (file: Pick<StepFile, 'page'>, syntax: Syntax): string =>
  kebabCase(templateName(file, syntax))

/** Markdown: what a person reads at a parameter. */
export function helpText({ help, example, optional }: Parameter): string {
  const told = optional ? `${help}\n\nMay be left empty.` : help
  if (help.includes(example)) return told
  const shown = example.includes('\n') ? `\n\n\`\`\`\n${example}\n\`\`\`` : ` \`${example}\``
  return `${told}

Example:${shown}`
}

const controlType = (control: Control) =>
  typeof control === 'string'
    ? { 'Octopus.ControlType': control }
    : {
        'Octopus.ControlType': 'Select',
        'Octopus.SelectOptions': Object.entries(control.select)
          .map(([value, label]) => `${value}|${label}`)
          .join('\n'),
      }

const packagesOf = (parameters: readonly Parameter[]) =>
  parameters.filter(({ control }) => control === 'Package').map(({ name }) => name)

/** The ledger with an id for everything that this step's templates need. */
export function ledgerWithIds(ledger: Ledger, file: StepFile, now: Date): Ledger {
  const parameters = parametersOf(file)
  const names = parameters.map(({ name }) => name)
  const entries = file.page.syntaxes.map((syntax) => {
    const key = templateFile(file, syntax)
    return [key, withIds(ledger[key], names, packagesOf(parameters), now)] as const
  })
  return { ...ledger, ...Object.fromEntries(entries) }
}

/** @throws BuildFailed: an id is missing; the build never makes one by itself */
function idOf(ids: Readonly<Record<string, string>>, name: string, template: string): string {
  const id = ids[name]
  if (id === undefined) throw new BuildFailed([`${template}: ${name} has no id yet. Run: npm run build -- --new-ids`])
  return id
}

function content(file: StepFile, syntax: Syntax, code: string, entry: LedgerEntry) {
  const key = templateFile(file, syntax)
  const name = templateName(file, syntax)
  const parameters = parametersOf(file)
  const text = body(syntax, {
    name,
    script: `${file.name}.js`,
    code,
    variables: variablesOf(file),
    changes: file.step.changes,
  })
  const problems = problemsOfBody(text)
  if (problems.length > 0) throw new BuildFailed(problems.map((problem) => `${key}: ${problem}.`))
  return {
    Id: entry.id,
    Name: name,
    Description: `${file.page.summary}\n\nNeeds Node 20 or newer on the machine.`,
    ActionType: 'Octopus.Script',
    CommunityActionTemplateId: null,
    Packages: packagesOf(parameters).map((parameter) => ({
      Id: idOf(entry.packages, parameter, key),
      Name: parameter,
      PackageId: null,
      FeedId: null,
      AcquisitionLocation: 'Server',
      Properties: { Extract: 'True', SelectionMode: 'deferred', PackageParameterName: parameter, Purpose: '' },
    })),
    GitDependencies: [],
    Properties: {
      'Octopus.Action.Script.ScriptSource': 'Inline',
      'Octopus.Action.Script.Syntax': syntax,
      'Octopus.Action.Script.ScriptBody': text,
      'Octopus.Action.RunOnServer': 'false',
    },
    Parameters: parameters.map((parameter) => ({
      Id: idOf(entry.parameters, parameter.name, key),
      Name: parameter.name,
      Label: parameter.label,
      HelpText: helpText(parameter),
      DefaultValue: parameter.default,
      DisplaySettings: controlType(parameter.control),
    })),
    StepPackageId: 'Octopus.Script',
    LastModifiedBy: 'octopus-blue-green',
    Category: 'Blue-Green',
  }
}

export type Template = ReturnType<typeof content> & {
  readonly Version: number
  readonly $Meta: { readonly ExportedAt: string; readonly OctopusVersion: string; readonly Type: 'ActionTemplate' }
}

/**
 * A step's template for one syntax, and the hash of all that makes a new version when it changes.
 * @throws BuildFailed: an id is missing, or the body is not one that Octopus runs as it is
 */
export function template(
  file: StepFile,
  syntax: Syntax,
  code: string,
  ledger: Ledger,
): { template: Template; hash: string } {
  const key = templateFile(file, syntax)
  const entry = ledger[key]
  if (!entry) throw new BuildFailed([`${key} has no id yet. Run: npm run build -- --new-ids`])
  const made = content(file, syntax, code, entry)
  const hash = createHash('sha256').update(JSON.stringify(made)).digest('hex')
  const { Id, Name, Description, ActionType, ...rest } = made
  return {
    hash,
    template: {
      ...{ Id, Name, Description, ActionType, Version: versionOf(entry, hash) },
      ...rest,
      $Meta: { ExportedAt: exportedAt(entry), OctopusVersion: '2026.3.0', Type: 'ActionTemplate' },
    },
  }
}
