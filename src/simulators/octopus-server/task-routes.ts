import { checkAdHoc, type RunOnMachine, runAdHoc } from './ad-hoc-task.js'
import { asked, page } from './paging.js'
import { badRequest, notFound } from './refusals.js'
import type { Exchange, Route } from './route.js'
import type { MachineResult, ServerTask } from './server-task.js'
import type { Space } from './store.js'

const ended = ({ State }: ServerTask) => State === 'Success' || State === 'Failed' || State === 'Canceled'

function shown(space: Space, task: ServerTask) {
  const self = `/api/${space.Id}/tasks/${task.Id}`
  const { results, ...fields } = task
  return {
    ...fields,
    IsCompleted: ended(task),
    FinishedSuccessfully: task.State === 'Success',
    Links: {
      Self: self,
      Details: `${self}/details{?verbose,tail}`,
      Raw: `${self}/raw`,
      Artifacts: `/api/${space.Id}/artifacts?regarding=${task.Id}`,
    },
  }
}

const statusOf = (succeeded: boolean) => (succeeded ? 'Success' : 'Failed')

const lines = ({ log }: MachineResult) =>
  log.map(({ level, text }) => ({
    Category: level,
    OccurredAt: new Date().toISOString(),
    MessageText: text,
    Detail: null,
  }))

/** The log as a tree: the task, below it one branch a machine. */
const activityLogs = (task: ServerTask) => [
  {
    Id: `${task.Id}_root`,
    Name: task.Description,
    Status: ended(task) ? statusOf(task.State === 'Success') : 'Running',
    ProgressPercentage: ended(task) ? 100 : 0,
    LogElements: task.ErrorMessage
      ? [{ Category: 'Fatal', OccurredAt: task.CompletedTime, MessageText: task.ErrorMessage, Detail: null }]
      : [],
    Children: task.results.map((result) => ({
      Id: `${task.Id}_${result.machineId}`,
      Name: `Run script on: ${result.machineName}`,
      Status: statusOf(result.succeeded),
      ProgressPercentage: 100,
      LogElements: lines(result),
      Children: [],
    })),
  },
]

function find({ space, params }: Exchange): ServerTask {
  const task = space.tasks.get(params['id'] ?? '')
  if (!task) throw notFound()
  return task
}

function create({ store, space, body }: Exchange, run: RunOnMachine) {
  const sent = body as Partial<ServerTask>
  if (sent.Name !== 'AdHocScript') throw badRequest(`Tasks of the kind '${sent.Name}' are not simulated.`)
  checkAdHoc(space, sent.Arguments ?? {})
  const task: ServerTask = {
    Id: store.newId('ServerTasks'),
    SpaceId: space.Id,
    Name: sent.Name,
    Description: sent.Description ?? 'Script run from management console',
    Arguments: sent.Arguments ?? {},
    QueueTime: new Date().toISOString(),
    State: 'Queued',
    ErrorMessage: '',
    CompletedTime: null,
    results: [],
  }
  space.tasks.set(task.Id, task)
  void runAdHoc(space, task, run)
  return { status: 201, body: shown(space, task) }
}

const artifactsOf = ({ space, query }: Exchange) =>
  [...space.artifacts.values()]
    .filter(({ taskId }) => taskId === query.get('regarding'))
    .map(({ Id, Filename, taskId }) => ({
      Id,
      Name: Filename,
      Filename,
      ServerTaskId: taskId,
      Links: { Content: `/api/${space.Id}/artifacts/${Id}/content` },
    }))

export const taskRoutes = (run: RunOnMachine): readonly Route[] => [
  { method: 'POST', path: 'tasks', permission: 'TaskCreate', handle: (exchange) => create(exchange, run) },
  {
    method: 'GET',
    path: 'tasks',
    permission: 'TaskView',
    handle: ({ space, query }) => ({
      body: page(
        asked([...space.tasks.values()].reverse(), query).map((task) => shown(space, task)),
        `${space.Id}/tasks`,
        query,
      ),
    }),
  },
  {
    method: 'GET',
    path: 'tasks/:id',
    permission: 'TaskView',
    handle: (exchange) => ({ body: shown(exchange.space, find(exchange)) }),
  },
  {
    method: 'GET',
    path: 'tasks/:id/details',
    permission: 'TaskView',
    handle: (exchange) => {
      const task = find(exchange)
      return {
        body: {
          Task: shown(exchange.space, task),
          ActivityLogs: activityLogs(task),
          Progress: { ProgressPercentage: ended(task) ? 100 : 0 },
        },
      }
    },
  },
  {
    method: 'POST',
    path: 'tasks/:id/cancel',
    permission: 'TaskCancel',
    handle: (exchange) => {
      const task = find(exchange)
      if (!ended(task)) task.State = 'Canceled'
      return { body: shown(exchange.space, task) }
    },
  },
  {
    method: 'GET',
    path: 'artifacts',
    permission: 'ArtifactView',
    handle: (exchange) => ({ body: page(artifactsOf(exchange), `${exchange.space.Id}/artifacts`, exchange.query) }),
  },
  {
    method: 'GET',
    path: 'artifacts/:artifact/content',
    permission: 'ArtifactView',
    handle: ({ space, params }) => {
      const found = space.artifacts.get(params['artifact'] ?? '')
      if (!found) throw notFound()
      return { bytes: found.content, type: 'application/octet-stream' }
    },
  },
]
