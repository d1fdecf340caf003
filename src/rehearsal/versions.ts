import { release, type } from 'node:os'
import { isNginx } from '../process/chain.js'
import { findNginx } from './nginx.js'
import type { Plan } from './plan.js'
import { projectVersion } from './project-folder.js'

/** What took part, by name; templates by theirs. */
export async function versionsOf({ options, templates }: Plan): Promise<Record<string, string>> {
  const { execa } = await import('execa')
  const nginx = isNginx(options.router) ? findNginx() : undefined
  const said = nginx && (await execa(nginx, ['-v'], { reject: false })).stderr
  return {
    'octopus-blue-green': projectVersion(),
    node: process.versions.node,
    [type()]: release(),
    ...(said ? { nginx: said.replace(/^.*\//, '') } : {}),
    ...Object.fromEntries([...templates.values()].map(({ Name, Version }) => [Name, String(Version)])),
  }
}
