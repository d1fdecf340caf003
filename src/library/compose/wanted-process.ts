import { chain } from '../../process/chain.js'
import { type OctopusStep, octopusProcess } from '../../process/octopus-process.js'
import { projectFolder } from '../../rehearsal/project-folder.js'
import { kebabCase } from '../../templates/kebab-case.js'
import { planImport } from '../import/plan-import.js'
import { serverTemplates } from '../import/server-templates.js'
import type { Octopus } from '../server/octopus.js'
import type { Space } from '../server/open-space.js'
import { chosen, type StepTemplate, templateFiles } from '../step-template.js'
import { UnknownName } from '../unknown-name.js'
import { findNamed, type Named } from './find-named.js'
import { NotImported } from './not-imported.js'
import type { Settings } from './settings.js'

type Feed = Named & { readonly FeedType: string; readonly Slug?: string | null }

/** @throws UnknownName */
async function findFeed(octopus: Octopus, { id }: Space, feed: string | undefined): Promise<Feed> {
  if (feed?.includes('#{')) return { Id: feed, Name: feed, Slug: feed, FeedType: '' }
  if (feed !== undefined) return findNamed<Feed>(octopus, `${id}/feeds`, 'feed', feed)
  const feeds = await octopus.all<Feed>(`${id}/feeds`)
  const builtIn = feeds.find(({ FeedType }) => FeedType === 'BuiltIn')
  if (builtIn) return builtIn
  throw new UnknownName(
    'feed',
    'built-in',
    feeds.map(({ Name }) => Name),
  )
}

/** The templates that the steps of the chain need, by step, with their place in the library. */
async function templatesFor(octopus: Octopus, space: Space, steps: readonly string[]) {
  const files = templateFiles(projectFolder())
  const ours = steps.map((step) => chosen(files, [step])[0]?.template as StepTemplate)
  return planImport(ours, await serverTemplates(octopus, space, ours))
}

export type Wanted = {
  readonly steps: readonly OctopusStep[]
  /** As version control names the feed. */
  readonly feedSlug: string
  /** For people: what they may want to do before. */
  readonly hints: readonly string[]
}

/**
 * The chain as the settings want it, with the templates as the library holds them now.
 * @throws NotImported, UnknownName
 */
export async function wantedProcess(octopus: Octopus, space: Space, settings: Settings): Promise<Wanted> {
  const description = chain(settings.router)
  const names = [...new Set(description.flatMap(({ actions }) => actions.map(({ step }) => step)))]
  const planned = await templatesFor(octopus, space, names)
  const missing = planned.filter(({ state }) => state === 'new').map(({ ours }) => ours.Name)
  if (missing.length > 0) throw new NotImported(missing, space.name)
  const templates = new Map(
    planned.flatMap((each, index) => (each.state === 'new' ? [] : [[names[index] ?? '', each.theirs] as const])),
  )
  const feed = await findFeed(octopus, space, settings.feed)
  const { role, window } = settings
  const steps = octopusProcess(description, {
    templates,
    role,
    window,
    package: { id: settings.package, feedId: feed.Id },
  })
  const hints = planned.flatMap(({ state, ours }) =>
    state === 'changed'
      ? [`"${ours.Name}" in the library is older than this version brings: "import" first.`]
      : state === 'edited'
        ? [`"${ours.Name}" is used as somebody has changed it in the library.`]
        : [],
  )
  return { steps, feedSlug: feed.Slug ?? kebabCase(feed.Name), hints }
}
