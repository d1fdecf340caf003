import path from 'node:path'
import { execa } from 'execa'
import { toCreate } from '../library/import/to-send.js'
import { type StepTemplate, templateFiles } from '../library/step-template.js'
import { projectFolder } from '../rehearsal/project-folder.js'
import { createTemplate, updateTemplate } from '../simulators/octopus-server/action-template.js'
import { OctopusServer } from '../simulators/octopus-server/octopus-server.js'
import type { Action } from '../simulators/octopus-server/process.js'
import { median } from './median.js'
import type { Subject } from './subject.js'

const actionsEach = 20
const projects = [10, 100]
const runs = 5
const key = 'API-BENCHMARK'

/** A server whose projects use version 0 of our templates, of which it has version 1. */
async function serverWith(count: number): Promise<OctopusServer> {
  const server = await OctopusServer.start()
  server.keys.add(key, 'benchmark')
  const { store, defaultSpace: space } = server
  const templates = templateFiles(projectFolder()).map(({ template }) => {
    const sent = toCreate({ ...template, Description: 'earlier' } as StepTemplate)
    return updateTemplate(space, createTemplate(store, space, sent).Id, toCreate(template))
  })
  for (let project = 1; project <= count; project++) {
    const Id = `Projects-${project}`
    space.documents.Projects.set(Id, { Id, Name: `Project ${project}` })
    const Actions = Array.from({ length: actionsEach }, (_, index): Action => {
      const template = templates[index % templates.length]
      const Name = `Action ${index + 1}`
      const Properties = { 'Octopus.Action.Template.Id': template?.Id ?? '', 'Octopus.Action.Template.Version': '0' }
      return { Id: `${Id}-${index}`, Name, ActionType: 'Octopus.Script', Packages: [], Properties }
    })
    const process = { Id: `deploymentprocess-${Id}`, SpaceId: space.Id, ProjectId: Id, Version: 1 }
    space.processes.set(process.Id, {
      ...process,
      Steps: [{ Id: 's', Name: 'Blue-green', Condition: 'Success', Properties: {}, Actions }],
    })
  }
  return server
}

async function measure(count: number) {
  const server = await serverWith(count)
  const program = path.join(projectFolder(), 'dist/octopus-blue-green.js')
  const environment = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: key }
  const times: number[] = []
  let steps = 0
  for (let run = 0; run < runs; run++) {
    server.log.clear()
    const startedAt = performance.now()
    const { stdout, exitCode } = await execa(process.execPath, [program, 'upgrade', '--dry-run', '--json'], {
      env: environment,
      reject: false,
    })
    if (exitCode !== 3) throw new Error(`upgrade --dry-run ended with ${exitCode}: ${stdout}`)
    times.push(performance.now() - startedAt)
    steps = (JSON.parse(stdout) as { steps: object[] }).steps.length
  }
  await server.close()
  return { steps, requests: server.log.all.length, writes: server.log.writes.length, ms: median(times) }
}

export const upgradePlan: Subject = {
  name: 'upgrade',
  title: '"upgrade --dry-run" over many projects',
  how: `The command line as it is shipped, against a simulated Octopus Server on the same machine; ${actionsEach} actions a project, all on an older version; median of ${runs} runs, start of the program included.`,
  async measure() {
    const results = []
    for (const count of projects) results.push({ count, ...(await measure(count)) })
    const [few, many] = results
    return {
      head: ['projects', 'actions found', 'requests', 'seconds'],
      rows: results.map(({ count, steps, requests, ms }) => [
        String(count),
        String(steps),
        String(requests),
        (ms / 1000).toFixed(2),
      ]),
      bars: [
        { says: 'requests do not grow with the projects', holds: few?.requests === many?.requests },
        { says: 'every action is found', holds: results.every(({ count, steps }) => steps === count * actionsEach) },
        { says: 'nothing is written', holds: results.every(({ writes }) => writes === 0) },
      ],
    }
  },
}
