import {
  mark,
  type OctopusAction,
  type OctopusStep,
  templateId,
  templateVersion,
} from '../../process/octopus-process.js'
import { kebabCase } from '../../templates/kebab-case.js'
import { apart, attribute, block, hclText, type Line, map, ocl } from './hcl.js'

const sorted = (values: Readonly<Record<string, string>>) =>
  map(Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))))

const label = (name: string) => ocl.quoted(name)

/** What is the user's: the mark, the reference to the template, and the parameters; the server fills in the rest. */
function ownProperties({ properties, defaults, parameters }: OctopusAction): Record<string, string> {
  const own = [mark, templateId, templateVersion, ...parameters]
  return Object.fromEntries(Object.entries({ ...defaults, ...properties }).filter(([name]) => own.includes(name)))
}

function actionBlock(action: OctopusAction, feed: string, isAlone: boolean): Line {
  const packages = action.packages.map(({ Name, PackageId, AcquisitionLocation, Properties }) =>
    block(`packages ${label(Name)}`, [
      attribute('acquisition_location', AcquisitionLocation),
      attribute('feed', feed),
      attribute('package_id', PackageId),
      attribute('properties', sorted(Properties)),
    ]),
  )
  return block(isAlone ? 'action' : `action ${label(kebabCase(action.name))}`, [
    ...(isAlone ? [] : [attribute('name', action.name)]),
    attribute('properties', sorted(ownProperties(action))),
    ...apart(packages),
  ])
}

/** Attributes that have their default are left out, as Octopus does. */
const stepBlock = ({ name, condition, properties, actions }: OctopusStep, feed: string): Line =>
  block(`step ${label(kebabCase(name))}`, [
    ...(condition === 'Success' ? [] : [attribute('condition', condition)]),
    attribute('name', name),
    attribute('properties', sorted(properties)),
    ...apart(actions.map((action) => actionBlock(action, feed, actions.length === 1 && action.name === name))),
  ])

const text = (blocks: readonly Line[]) => hclText(apart(blocks).slice(1), ocl)

/**
 * `deployment_process.ocl`.
 * @param feed its slug, e.g. `octopus-server-built-in`
 */
export const processOcl = (steps: readonly OctopusStep[], feed: string): string =>
  text(steps.map((step) => stepBlock(step, feed)))

/** `variables.ocl`. Not verified: that Octopus itself writes a value of several lines with `\n` in its label. */
export const variablesOcl = (variables: Readonly<Record<string, string>>, description: string): string =>
  text(
    Object.entries(variables).map(([name, value]) =>
      block(`variable ${label(name)}`, [
        'blank',
        block(`value ${label(value)}`, [attribute('description', description)]),
      ]),
    ),
  )
