import { nearestNames } from '../nearest-names.js'
import { BadSettings } from '../server/bad-settings.js'
import type { StepTemplate } from '../step-template.js'

/**
 * The parameters of a template that runs by itself. No project's variables are there, so a default that refers to one is none: the
 * parameter is given, or left empty where that is allowed.
 * @throws BadSettings: all that are missing or not known
 */
export function givenParameters(
  template: StepTemplate,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const names = template.Parameters.map(({ Name }) => Name)
  const problems: string[] = []
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue
    const [near] = nearestNames(name, names)
    problems.push(`"${template.Name}" has no parameter ${name}.${near ? ` Did you mean ${near}?` : ''}`)
  }
  const values: Record<string, string> = { ...given }
  for (const { Name, Label, DefaultValue, HelpText } of template.Parameters) {
    const value = typeof DefaultValue === 'string' ? DefaultValue : ''
    if (Name in given || (value !== '' && !value.includes('#{'))) continue
    if (/\bMay be left empty\./.test(HelpText ?? '')) values[Name] = ''
    else problems.push(`${Name} (${Label}) is missing: --set ${Name}=...`)
  }
  if (problems.length > 0) throw new BadSettings(problems)
  return values
}
