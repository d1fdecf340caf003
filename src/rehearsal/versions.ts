import { readFile } from 'node:fs/promises'
import { release, type } from 'node:os'
import path from 'node:path'
import { isNginx } from '../process/chain.js'
import { findNginx } from './nginx.js'
import type { Plan } from './plan.js'

/** What took part, by name; templates by theirs. */
export async function versionsOf({ project, options, templates }: Plan): Promise<Record<string, string>> {
  const { version } = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8')) as { version: string }
  const { execa } = await import('execa')
  const nginx = isNginx(options.router) ? findNginx() : undefined
  const said = nginx && (await execa(nginx, ['-v'], { reject: false })).stderr
  return {
    'octopus-blue-green': version,
    node: process.versions.node,
    [type()]: release(),
    ...(said ? { nginx: said.replace(/^.*\//, '') } : {}),
    ...Object.fromEntries([...templates.values()].map(({ Name, Version }) => [Name, String(Version)])),
  }
}
