import { expect, test } from 'vitest'
import { whatRuns } from '../../../src/simulators/octopus-server/what-runs.js'
import { gitProject, scriptTemplate, stepUsing } from './fixtures.js'
import { ask, runningServer } from './running-server.js'

test('what a deployment runs is what the process holds, with the variables of the project before those of its sets', async () => {
  const server = await runningServer()
  await ask(server, 'POST', 'Spaces-1/libraryvariablesets', { Name: 'Blue-green' })
  await ask(server, 'PUT', 'Spaces-1/variables/variableset-LibraryVariableSets-1', {
    Version: 0,
    Variables: [
      { Name: 'Role', Value: 'nobody' },
      { Name: 'Window', Value: '2' },
    ],
  })
  await ask(server, 'POST', 'Spaces-1/projects', {
    Name: 'Shop',
    IncludedLibraryVariableSetIds: ['LibraryVariableSets-1'],
  })
  await ask(server, 'PUT', 'Spaces-1/projects/Projects-1/variables', {
    Version: 0,
    Variables: [{ Name: 'Role', Value: 'web' }],
  })
  await ask(server, 'POST', 'Spaces-1/actiontemplates', scriptTemplate('One'))
  const step = stepUsing('A', 'ActionTemplates-1', 0, { 'A.Name': 'x' })
  const Properties = { 'Octopus.Action.TargetRoles': '#{Role}', 'Octopus.Action.MaxParallelism': '#{Window}' }
  await ask(server, 'PUT', 'Spaces-1/projects/Projects-1/deploymentprocesses', {
    Version: 0,
    Steps: [{ ...step, Properties }],
  })
  expect(whatRuns(server.defaultSpace, 'Projects-1')).toMatchObject({
    variables: { Role: 'web', Window: '2' },
    steps: [
      {
        name: 'A',
        targetRoles: ['web'],
        window: 2,
        actions: [{ template: { Name: 'One' }, properties: { 'A.Name': 'x' } }],
      },
    ],
  })
})

test('from git comes what the branch holds, with the template filled in', async () => {
  const server = await runningServer()
  await ask(server, 'POST', 'Spaces-1/projects', gitProject('Git'))
  await ask(server, 'POST', 'Spaces-1/actiontemplates', scriptTemplate('One'))
  await ask(server, 'PUT', 'Spaces-1/projects/Projects-1/next/deploymentprocesses', {
    Steps: [stepUsing('A', 'ActionTemplates-1', 0)],
  })
  const [step] = whatRuns(server.defaultSpace, 'Projects-1', { branch: 'next' }).steps
  expect(step?.actions[0]?.properties).toMatchObject({ 'Octopus.Action.Script.ScriptBody': 'echo 1' })
  expect(whatRuns(server.defaultSpace, 'Projects-1', { branch: 'main' }).steps).toEqual([])
})
