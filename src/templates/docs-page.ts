import type { Control } from '../octopus/page.js'
import { type Parameter, parametersOf } from './parameters-of.js'
import type { StepFile } from './step-file.js'
import { templateFile, templateName } from './template.js'

const madeBy = (file: string) => `<!-- Made from ${file} by "npm run build". -->`

/** A text in a cell of a table. */
const cell = (text: string) => text.replaceAll('|', '\\|').replace(/\r?\n/g, ' ')

const code = (text: string) => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``)

const inCell = (text: string) => cell(text.split('\n').map(code).join('<br>'))

const controlName = (control: Control) => (typeof control === 'string' ? control : 'Select')

function defaultOf({ default: value, control }: Parameter): string {
  if (value === null || value === '') return ''
  const label = typeof control === 'object' ? control.select[value] : undefined
  return label === undefined ? inCell(value) : `${inCell(value)} (${cell(label)})`
}

const row = (parameter: Parameter) =>
  `| ${code(parameter.name)} | ${cell(parameter.label)} | ${defaultOf(parameter)} | ${parameter.optional ? '' : 'yes'} |`

function details(parameter: Parameter): string {
  const { name, label, help, control, example } = parameter
  const options =
    typeof control === 'object'
      ? `\n\n${Object.entries(control.select)
          .map(([value, told]) => `- ${code(value)}: ${told}`)
          .join('\n')}`
      : ''
  const shown = example.includes('\n') ? `\n\n\`\`\`\n${example}\n\`\`\`` : ` ${code(example)}`
  return `### ${label}\n\n${code(name)}, ${controlName(control)}\n\n${help}${options}${help.includes(example) ? '' : `\n\nExample:${shown}`}`
}

const table = (head: string, entries: readonly (readonly [string, string])[]) =>
  [`| ${head} | |`, '|---|---|', ...entries.map(([name, told]) => `| ${name} | ${cell(told)} |`)].join('\n')

/** The page of a step in Markdown: everything that its file says, and nothing else. */
export function docsPage(file: StepFile): string {
  const { page, step } = file
  const parameters = parametersOf(file)
  const outputs = Object.entries(page.outputs).map(([name, told]) => [code(name), told] as const)
  const errors = Object.entries(page.errors).map(([said, todo]) => [cell(said), todo] as const)
  const templates = page.syntaxes.map(
    (syntax) =>
      `- ${templateName(file, syntax)}, ${syntax}: [${templateFile(file, syntax)}.json](../../step-templates/${templateFile(file, syntax)}.json)`,
  )
  const sections = [
    `${madeBy(file.file)}\n\n# ${page.name}`,
    page.summary,
    `Templates:\n\n${templates.join('\n')}\n\nScript: [dist/${file.name}.js](../../dist/${file.name}.js), which also runs by itself: \`node ${file.name}.js --help\`.`,
    `## Parameters\n\n| name | label | default | required |\n|---|---|---|---|\n${parameters.map(row).join('\n')}`,
    ...parameters.map(details),
    `## Output variables\n\n${outputs.length === 0 ? 'None.' : table('name', outputs)}`,
    `## Errors\n\n${errors.length === 0 ? 'None of its own.' : table('what it says', errors)}`,
    `## What it changes\n\n${page.changes}`,
    `## What it needs\n\n${page.needs}`,
    `## When it is killed and run again\n\n${page.ifKilled}`,
  ]
  if (step.variables.length > 0)
    sections.push(`## Octopus variables that it reads\n\n${step.variables.map((name) => `- ${code(name)}`).join('\n')}`)
  return `${sections.join('\n\n')}\n`
}

/** The list of all steps. */
export function docsList(files: readonly StepFile[]): string {
  const rows = files.map(
    ({ name, page }) => `| [${cell(page.name)}](${name}.md) | ${cell(page.summary)} | ${page.syntaxes.join(', ')} |`,
  )
  return `${madeBy('src/steps')}\n\n# Steps\n\n| step | what it does | syntaxes |\n|---|---|---|\n${rows.join('\n')}\n`
}
