import { Client, EnvironmentRepository, ProjectRepository } from '@octopusdeploy/api-client'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/simulators/iis/seeded-random.js'
import { gitProject, parameter, scriptTemplate, stepUsing } from './fixtures.js'
import { ask, runningServer, testKey } from './running-server.js'

type Links = Record<string, string>

describe("Octopus's own client", () => {
  test('finds its way: the space by name, projects, processes, templates', async () => {
    const server = await runningServer()
    const client = await Client.create({ userAgentApp: 'test', instanceURL: server.url, apiKey: testKey })
    const environments = new EnvironmentRepository(client, 'Default')
    expect(await environments.create({ Name: 'Production' } as never)).toMatchObject({ Id: 'Environments-1' })
    await ask(server, 'POST', 'Spaces-1/projects', { Name: 'Shop', ProjectGroupId: 'ProjectGroups-1' })
    const projects = await new ProjectRepository(client, 'Default').list({ partialName: 'sho' })
    expect(projects.Items).toMatchObject([{ Name: 'Shop', Slug: 'shop', SpaceId: 'Spaces-1' }])
    const process = await client.get<{ Version: number }>('~/api/Spaces-1/projects/Projects-1/deploymentprocesses')
    expect(process.Version).toBe(0)
    await client.doCreate('~/api/Spaces-1/actiontemplates', scriptTemplate('One'))
    await expect(client.doCreate('~/api/Spaces-1/actiontemplates', scriptTemplate('one'))).rejects.toMatchObject({
      StatusCode: 400,
      message: expect.stringContaining('already exists'),
    })
  })
})

describe('who may', () => {
  test('a request without a key and one with a wrong key are told apart; the first page needs none', async () => {
    const server = await runningServer()
    expect((await fetch(`${server.url}/api`)).status).toBe(200)
    expect(await (await fetch(`${server.url}/api/spaces`)).json()).toMatchObject({
      ErrorMessage: expect.stringContaining('logged in'),
    })
    expect(await ask(server, 'GET', 'spaces', undefined, 'API-OTHER')).toMatchObject({ status: 401 })
  })

  test('a missing permission is named, and nothing is done', async () => {
    const server = await runningServer()
    server.keys.add('API-READER', 'reader', ['ActionTemplateView'])
    const answer = await ask(server, 'POST', 'Spaces-1/actiontemplates', scriptTemplate('One'), 'API-READER')
    expect(answer).toMatchObject({
      status: 403,
      body: { ErrorMessage: expect.stringMatching(/Missing permission: ActionTemplateCreate$/) },
    })
    expect(server.defaultSpace.templates.size).toBe(0)
  })
})

describe('lists', () => {
  test('come in pages of 30, each with a link to the next', async () => {
    const server = await runningServer()
    for (let i = 1; i <= 35; i++) await ask(server, 'POST', 'Spaces-1/environments', { Name: `Environment ${i}` })
    const first = await ask(server, 'GET', 'Spaces-1/environments')
    expect(first.body).toMatchObject({ TotalResults: 35, ItemsPerPage: 30, NumberOfPages: 2 })
    const next = await ask(server, 'GET', (first.body['Links'] as Links)['Page.Next']?.replace('/api/', '') ?? '')
    expect(next.body['Items']).toHaveLength(5)
    expect(next.body['Links']).not.toHaveProperty(['Page.Next'])
  })
})

describe('step templates', () => {
  test('begin at version 0, whatever was sent, and each PUT stores a new version beside the old ones', async () => {
    const server = await runningServer()
    const made = await ask(server, 'POST', 'Spaces-1/actiontemplates', {
      ...scriptTemplate('One'),
      Id: 'x',
      Version: 7,
    })
    expect(made).toMatchObject({ status: 201, body: { Id: 'ActionTemplates-1', Version: 0 } })
    const changed = await ask(server, 'PUT', 'Spaces-1/actiontemplates/ActionTemplates-1', {
      ...made.body,
      Name: 'Two',
    })
    expect(changed.body).toMatchObject({ Id: 'ActionTemplates-1', Version: 1, Name: 'Two' })
    const old = await ask(server, 'GET', 'Spaces-1/actiontemplates/ActionTemplates-1/versions/0')
    expect(old.body).toMatchObject({ Name: 'One', Version: 0 })
  })

  test('are refused with a parameter without a control type, a package parameter without a reference, a number as default', async () => {
    const server = await runningServer()
    const refusedFor = async (bad: object, more: object = {}) => {
      const answer = await ask(
        server,
        'POST',
        'Spaces-1/actiontemplates',
        scriptTemplate('One', { Parameters: [bad], ...more }),
      )
      expect(answer.status).toBe(400)
      return (answer.body['Errors'] as string[]).join()
    }
    expect(await refusedFor(parameter('A', { DisplaySettings: {} }))).toContain('no control type')
    expect(await refusedFor(parameter('A', { DisplaySettings: { 'Octopus.ControlType': 'Package' } }))).toContain(
      'no package reference',
    )
    expect(await refusedFor(parameter('A', { DefaultValue: 5 }))).toContain('must be a text')
    expect(server.defaultSpace.templates.size).toBe(0)
  })

  test('have a logo that is uploaded as a form', async () => {
    const server = await runningServer()
    await ask(server, 'POST', 'Spaces-1/actiontemplates', scriptTemplate('One'))
    const form = new FormData()
    form.set('fileToUpload', new Blob([Buffer.from('png')], { type: 'image/png' }), 'logo.png')
    const logo = `${server.url}/api/Spaces-1/actiontemplates/ActionTemplates-1/logo`
    const headers = { 'x-octopus-apikey': testKey }
    expect((await fetch(logo, { method: 'POST', body: form, headers })).status).toBe(200)
    expect(await (await fetch(logo, { headers })).text()).toBe('png')
  })
})

describe('processes', () => {
  const process = 'Spaces-1/projects/Projects-1/deploymentprocesses'

  async function withTemplate() {
    const server = await runningServer()
    await ask(server, 'POST', 'Spaces-1/projects', { Name: 'Shop' })
    await ask(server, 'POST', 'Spaces-1/actiontemplates', scriptTemplate('One'))
    return server
  }

  test('are refused when somebody saved meanwhile', async () => {
    const server = await withTemplate()
    const { body } = await ask(server, 'GET', process)
    const saved = await ask(server, 'PUT', process, { ...body, Steps: [stepUsing('A', 'ActionTemplates-1', 0)] })
    expect(saved.body).toMatchObject({ Version: 1 })
    const stale = await ask(server, 'PUT', process, { ...body, Steps: [] })
    expect(stale.body).toMatchObject({ Errors: [expect.stringContaining('out of date')] })
    expect((await ask(server, 'GET', process)).body['Steps']).toHaveLength(1)
  })

  test('are refused, all at once: a child with condition Failure, the same name twice, what is not known', async () => {
    const server = await withTemplate()
    const bad = stepUsing('A', 'ActionTemplates-9', 0)
    const Steps = [
      { ...bad, Actions: [{ ...bad.Actions[0], Condition: 'Failure', Packages: [{ Name: 'P', FeedId: 'Feeds-9' }] }] },
      stepUsing('a', 'ActionTemplates-1', 5),
    ]
    const { body } = await ask(server, 'PUT', process, { Version: 0, Steps })
    const errors = (body['Errors'] as string[]).join('\n')
    for (const text of [
      "condition 'Failure'",
      "feed 'Feeds-9'",
      "template 'ActionTemplates-9'",
      "version '5'",
      "step with the name 'a'",
      "action with the name 'a'",
    ])
      expect(errors).toContain(text)
  })

  test('do not inherit the packages of a template', async () => {
    const server = await withTemplate()
    const Packages = [
      {
        Name: 'P',
        PackageId: null,
        FeedId: null,
        AcquisitionLocation: 'Server',
        Properties: { PackageParameterName: 'A.P' },
      },
    ]
    const Parameters = [parameter('A.P', { DisplaySettings: { 'Octopus.ControlType': 'Package' } })]
    await ask(server, 'POST', 'Spaces-1/actiontemplates', scriptTemplate('Pack', { Packages, Parameters }))
    const { body } = await ask(server, 'PUT', process, { Version: 0, Steps: [stepUsing('A', 'ActionTemplates-2', 0)] })
    expect(body['Steps']).toMatchObject([{ Actions: [{ Packages: [] }] }])
  })

  test('in git have one state a branch, and keep only what the user set', async () => {
    const server = await withTemplate()
    await ask(server, 'POST', 'Spaces-1/projects', gitProject('Git'))
    expect((await ask(server, 'GET', 'Spaces-1/projects/Projects-2/deploymentprocesses')).status).toBe(400)
    const onNext = 'Spaces-1/projects/Projects-2/next/deploymentprocesses'
    await ask(server, 'PUT', onNext, { Steps: [stepUsing('A', 'ActionTemplates-1', 0, { 'A.Name': 'x' })] })
    expect(server.defaultSpace.processes.get('deploymentprocess-Projects-2@main')?.Steps).toEqual([])
    const kept = server.defaultSpace.processes.get('deploymentprocess-Projects-2@next')?.Steps[0]?.Actions[0]
      ?.Properties
    expect(Object.keys(kept ?? {})).toEqual(['Octopus.Action.Template.Id', 'Octopus.Action.Template.Version', 'A.Name'])
    const read = await ask(server, 'GET', onNext)
    expect(JSON.stringify(read.body)).toContain('echo 1')
  })
})

describe('actions that move to a new version of their template', () => {
  async function used(properties: object = {}) {
    const server = await runningServer()
    await ask(server, 'POST', 'Spaces-1/projects', { Name: 'Shop' })
    const made = await ask(server, 'POST', 'Spaces-1/actiontemplates', scriptTemplate('One'))
    await ask(server, 'PUT', 'Spaces-1/projects/Projects-1/deploymentprocesses', {
      Version: 0,
      Steps: [stepUsing('A', 'ActionTemplates-1', 0, properties)],
    })
    const usage = (await ask(server, 'GET', 'Spaces-1/actiontemplates/ActionTemplates-1/usage')).body as unknown as {
      ActionId: string
      ProcessId: string
    }[]
    const update = async (newTemplate: object, more: object = {}) => {
      await ask(server, 'PUT', 'Spaces-1/actiontemplates/ActionTemplates-1', { ...made.body, ...newTemplate })
      const [{ ActionId, ProcessId } = { ActionId: '', ProcessId: '' }] = usage
      const ActionsToUpdate = [{ ProcessId, ProcessType: 'Deployment', ActionIds: [ActionId] }]
      return ask(server, 'POST', 'Spaces-1/actiontemplates/ActionTemplates-1/actionsUpdate', {
        Version: 1,
        ActionsToUpdate,
        ...more,
      })
    }
    const action = () =>
      server.defaultSpace.processes.get('deploymentprocess-Projects-1')?.Steps[0]?.Actions[0]?.Properties
    return { server, usage, update, action }
  }

  test('are listed with project and step', async () => {
    const { usage } = await used()
    expect(usage).toMatchObject([
      { ProjectName: 'Shop', StepName: 'A', Version: '0', ProcessType: 'Deployment', Branch: null },
    ])
  })

  test('take what is new, defaults included', async () => {
    const { update, action } = await used()
    const Properties = { 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': 'echo 2' }
    const Parameters = [parameter('A.Name'), parameter('A.New', { DefaultValue: 'yes' })]
    expect((await update({ Properties, Parameters })).body).toMatchObject([{ Outcome: 'Success' }])
    expect(action()).toMatchObject({
      'A.New': 'yes',
      'Octopus.Action.Script.ScriptBody': 'echo 2',
      'Octopus.Action.Template.Version': '1',
    })
  })

  test('stay when a new parameter has no default, until one is given', async () => {
    const { update, action } = await used()
    const newTemplate = { Parameters: [parameter('A.Name'), parameter('A.New')] }
    expect((await update(newTemplate)).body).toMatchObject([
      { Outcome: 'DefaultParamterValueMissing', NamesOfNewParametersMissingDefaultValue: ['A.New'] },
    ])
    expect(action()).toMatchObject({ 'Octopus.Action.Template.Version': '0' })
    expect((await update(newTemplate, { DefaultPropertyValues: { 'A.New': 'x' } })).body).toMatchObject([
      { Outcome: 'Success' },
    ])
  })

  test('stay when somebody changed what belongs to the template, unless it is overridden', async () => {
    const { update } = await used({ 'Octopus.Action.Script.ScriptBody': 'echo by hand' })
    expect((await update({})).body).toMatchObject([
      {
        Outcome: 'ManualMergeRequired',
        ManualMergeRequiredReasonsByPropertyName: { 'Octopus.Action.Script.ScriptBody': [expect.any(String)] },
      },
    ])
    expect((await update({}, { Overrides: { 'Octopus.Action.Script.ScriptBody': 'x' } })).body).toMatchObject([
      { Outcome: 'Success' },
    ])
  })
})

describe('variables', () => {
  test('of a set are refused when it is out of date, and a secret never comes out', async () => {
    const server = await runningServer()
    await ask(server, 'POST', 'Spaces-1/libraryvariablesets', { Name: 'Blue-green' })
    const path = 'Spaces-1/variables/variableset-LibraryVariableSets-1'
    const Variables = [{ Name: 'S', Value: 'hush', IsSensitive: true }]
    const saved = await ask(server, 'PUT', path, { Version: 0, Variables })
    expect(saved.body).toMatchObject({ Version: 1, Variables: [{ Name: 'S', Value: null }] })
    expect((await ask(server, 'PUT', path, { Version: 0, Variables: [] })).status).toBe(400)
    await ask(server, 'PUT', path, saved.body)
    expect(server.defaultSpace.variableSets.get('variableset-LibraryVariableSets-1')?.Variables[0]?.Value).toBe('hush')
  })
})

describe('ad-hoc tasks', () => {
  test('run a template on the machines of a role; a default that refers to itself fails before the script', async () => {
    const seen: object[] = []
    const server = await runningServer({
      runOnMachine: async ({ machine, parameters }) => {
        seen.push({ machine: machine.Name, ...parameters })
        return { succeeded: true, log: [{ level: 'Info', text: 'hello' }] }
      },
    })
    await ask(server, 'POST', 'Spaces-1/machines', { Name: 'web-1', Roles: ['web'] })
    await ask(server, 'POST', 'Spaces-1/machines', { Name: 'db-1', Roles: ['db'] })
    await ask(server, 'POST', 'Spaces-1/actiontemplates', scriptTemplate('Good'))
    await ask(
      server,
      'POST',
      'Spaces-1/actiontemplates',
      scriptTemplate('Bad', { Parameters: [parameter('A', { DefaultValue: '#{A}' })] }),
    )
    const run = async (ActionTemplateId: string) => {
      const Arguments = { TargetRoles: ['web'], ActionTemplateId, Properties: { 'A.Name': 'x' } }
      const { body } = await ask(server, 'POST', 'Spaces-1/tasks', { Name: 'AdHocScript', Arguments })
      return expect.poll(async () => (await ask(server, 'GET', `Spaces-1/tasks/${body['Id']}/details`)).body)
    }
    await (await run('ActionTemplates-1')).toMatchObject({
      Task: { State: 'Success' },
      ActivityLogs: [{ Children: [{ LogElements: [{ MessageText: 'hello' }] }] }],
    })
    expect(seen).toEqual([{ machine: 'web-1', 'A.Name': 'x' }])
    await (await run('ActionTemplates-2')).toMatchObject({
      Task: { State: 'Failed' },
      ActivityLogs: [{ Children: [{ LogElements: [{ MessageText: expect.stringContaining('refers to itself') }] }] }],
    })
  })
})

describe('what goes wrong on request', () => {
  test('takes effect before a connection is dropped after it, and not when it is dropped before', async () => {
    const server = await runningServer()
    server.faults.next('dropped-before', 'dropped-after', 'gateway-timeout', 'too-many-requests')
    await expect(ask(server, 'POST', 'Spaces-1/environments', { Name: 'A' })).rejects.toThrow()
    await expect(ask(server, 'POST', 'Spaces-1/environments', { Name: 'B' })).rejects.toThrow()
    const late = await fetch(`${server.url}/api/Spaces-1/environments`, {
      method: 'POST',
      headers: { 'x-octopus-apikey': testKey, 'content-type': 'application/json' },
      body: '{"Name":"C"}',
    })
    expect(late.status).toBe(504)
    const busy = await ask(server, 'POST', 'Spaces-1/environments', { Name: 'D' })
    expect(busy.status).toBe(429)
    expect([...server.defaultSpace.documents.Environments.values()].map(({ Name }) => Name)).toEqual(['B', 'C'])
  })

  test('is the same for the same seed', async () => {
    const outcomes = async () => {
      const server = await runningServer()
      server.faults.rate({ percent: 50, random: seededRandom(7), kinds: ['too-many-requests'] })
      for (let i = 0; i < 20; i++) await ask(server, 'GET', 'spaces')
      return server.log.all.map(({ status }) => status)
    }
    const first = await outcomes()
    expect(first).toEqual(await outcomes())
    expect(new Set(first)).toEqual(new Set([200, 429]))
  })

  test('the log of requests holds no key', async () => {
    const server = await runningServer()
    await ask(server, 'POST', 'Spaces-1/environments', { Name: 'A' })
    expect(server.log.writes).toMatchObject([{ method: 'POST', path: '/api/Spaces-1/environments', status: 201 }])
    expect(JSON.stringify(server.log.all)).not.toContain(testKey)
  })
})
