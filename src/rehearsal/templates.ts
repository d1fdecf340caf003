import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isNginx, type RouterKind } from '../process/chain.js'
import type { Template } from '../simulators/tentacle/tentacle.js'

/** The templates as they are imported into Octopus, by step. Behind NGINX on Linux those in Bash, where there are such. */
export function templatesIn(
  project: string,
  steps: Iterable<string>,
  router: RouterKind,
  platform: NodeJS.Platform = process.platform,
): Map<string, Template> {
  const read = (name: string): Template | undefined => {
    try {
      return JSON.parse(readFileSync(path.join(project, 'step-templates', `${name}.json`), 'utf8'))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }
  const templates = new Map<string, Template>()
  for (const step of steps) {
    const name = `blue-green-${step}`
    const template = (isNginx(router) && platform !== 'win32' ? read(`${name}-bash`) : undefined) ?? read(name)
    if (!template) throw new Error(`step-templates/${name}.json is missing; "npm run build" makes it.`)
    templates.set(step, template)
  }
  return templates
}
