import { chosen, type StepTemplate, templateFiles } from '../../../src/library/step-template.js'
import { chain, type RouterKind } from '../../../src/process/chain.js'
import { octopusProcess } from '../../../src/process/octopus-process.js'
import { root } from '../../project/project-files.js'

const files = templateFiles(root)

/** The process for a router with the project's own templates, as a library would hold them. */
export function composedFor(router: RouterKind) {
  const description = chain(router)
  const actions = description.flatMap((step) => step.actions)
  const templates = new Map(
    actions.map(({ step }, index) => {
      const template = chosen(files, [step])[0]?.template as StepTemplate
      return [step, { ...template, Id: `ActionTemplates-${index + 1}`, Version: index }]
    }),
  )
  const options = { templates, role: 'web', window: '2', package: { id: 'MyShop', feedId: 'Feeds-1' } }
  return {
    steps: octopusProcess(description, options),
    templates: [...templates.values()],
    /** By the action's name. */
    templateOf: (name: string) =>
      templates.get(actions.find((action) => action.name === name)?.step ?? '') as StepTemplate,
  }
}
