import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { RouterKind } from '../../src/process/chain.js'
import { findNginx } from '../../src/rehearsal/nginx.js'
import { parseOptions } from '../../src/rehearsal/options.js'
import { rehearse } from '../../src/rehearsal/rehearse.js'
import { whatRuns } from '../../src/simulators/octopus-server/what-runs.js'
import { temporaryFolder } from '../machine/temporary-folder.js'
import { root } from '../project/project-files.js'
import { heldByServer } from '../rehearsal/held-by-server.js'
import { ask, runningServer } from '../simulators/octopus-server/running-server.js'
import { run } from './commands/command-line.js'

const ofRouter = (router: RouterKind) => {
  if (router === 'arr-rewrite') return 'front-bindings: "#{Machine.FrontBindings}"'
  if (router === 'arr-health-file') return 'farm: "#{Machine.Farm}"'
  return ['nginx-conf', 'nginx-listen', 'nginx-program', 'nginx-main-conf']
    .map(
      (key) => `${key}: "#{Machine.${key.replace(/(^|-)(.)/g, (_, _dash, letter: string) => letter.toUpperCase())}}"`,
    )
    .join('\n')
}

/** What differs between the rehearsal's machines is scoped to them, under other names. */
const settings = (router: RouterKind) => `
project: Shop
target-role: web
window: 1
package: sample
application: Sample
root: "#{Machine.Root}"
ports: "#{Machine.Ports}"
router: ${router}
front-door: http://www.sample.example/health
front-door-address: "#{Machine.FrontDoorAddress}"
${ofRouter(router)}
warm-up-urls:
  - /health 200
  - / 200 home
  - /static/file-01.txt
release-header: X-Release
`

async function runsAsHeld(router: RouterKind): Promise<void> {
  const folder = await temporaryFolder()
  const file = path.join(folder, 'blue-green.yaml')
  await writeFile(file, settings(router))
  const server = await runningServer()
  await ask(server, 'POST', 'Spaces-1/projects', { Name: 'Shop' })
  for (const Name of ['web-1', 'web-2']) await ask(server, 'POST', 'Spaces-1/machines', { Name, Roles: ['web'] })

  expect(await run(['import', '--yes'], server)).toMatchObject({ exitCode: 0, stderr: '' })
  expect(await run(['compose', file, '--yes'], server)).toMatchObject({ exitCode: 0, stderr: '' })
  const held = whatRuns(server.defaultSpace, 'Projects-1')
  expect(held.steps).toMatchObject([
    { name: 'Blue-green', condition: 'Success', targetRoles: ['web'], window: 1 },
    { name: 'Delete Previous', condition: 'Success', targetRoles: ['web'], window: undefined },
  ])

  const raw = {
    router,
    tentacles: '2',
    window: String(held.steps[0]?.window),
    rate: '40',
    out: path.join(folder, 'out'),
  }
  const here = { nginx: findNginx() !== undefined, openssl: true, now: new Date(), platform: process.platform }
  const options = parseOptions(raw, here)
  const lines: string[] = []
  const report = await rehearse(options, {
    self: [process.execPath, path.join(root, 'dist/octopus-blue-green.js')],
    display: { line: (text) => void lines.push(text), status: () => {}, close: () => {} },
    signal: new AbortController().signal,
    plan: heldByServer(options, held),
  })
  expect(report, lines.join('\n')).toMatchObject({ problems: [], lost: 0, mixed: 0, stale: 0 })
  expect(report.requests).toBeGreaterThan(100)
  expect(new Set(Object.values(report.serving))).toEqual(new Set(['1.1.0']))
  expect(report.steps.filter(({ machine, release }) => machine === 'web-1' && release === '1.1.0')).toHaveLength(6)
}

test('imported, composed, and run as the server holds it: no request is lost', async () => {
  await Promise.all((['arr-rewrite', 'nginx-flag'] as const).map(runsAsHeld))
}, 240_000)
