import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { RouterKind } from '../../process/chain.js'
import { findNginx, nginxFiles, startNginx } from '../../rehearsal/nginx.js'
import { projectFolder } from '../../rehearsal/project-folder.js'
import { templatesIn } from '../../rehearsal/templates.js'
import { Tentacle } from '../../simulators/tentacle/tentacle.js'
import { type Contender, type Setting, succeeded } from './contender.js'
import { nginxReloadByHand } from './nginx-reload-by-hand.js'

const publicHost = 'www.sample.example'

/** Prepare Router and Switch NGINX out of their templates, the switch with its proof. */
export const nginxOurs = (router: RouterKind, name: string): Contender => ({
  name,
  version: nginxReloadByHand.version,
  async start(setting) {
    const { folder } = setting
    const files = nginxFiles(path.join(folder, 'nginx'))
    await mkdir(files.folder)
    const program = findNginx() ?? ''
    const nginx = await startNginx('the benchmark', program, files, (error) => {
      throw error
    })
    const templates = templatesIn(projectFolder(), ['prepare-router', 'switch-nginx'], router)
    const tentacle = new Tentacle(
      { name: 'bench', folder: path.join(folder, 'tentacle'), path: [] },
      variables(setting, { program, snippet: files.snippet, mainConf: files.mainConf }),
      { bashVariables: 'array' },
    )
    const run = async (step: string, parameters: Record<string, string>) => {
      const template = templates.get(step)
      if (!template) throw new Error(`There is no template for ${step}.`)
      succeeded(await tentacle.run({ stepName: step, template, parameters }))
    }
    await run('prepare-router', { 'BG.Router': router })
    const switchTo = (slotPort: number) =>
      run('switch-nginx', { 'BG.Port': String(slotPort), 'BG.Slot': '', 'BG.StopPrevious': 'False' })
    // Before the first switch a router that is reloaded points nowhere.
    await switchTo(setting.slots[0])
    return { frontPort: setting.frontPort, slots: setting.slots, switchTo, stop: () => nginx.stop() }
  },
})

const variables = (
  { folder, frontPort, slots }: Setting,
  nginx: { program: string; snippet: string; mainConf: string },
): Record<string, string> => ({
  'BlueGreen.Application': 'Sample',
  'BlueGreen.Instance': '',
  'BlueGreen.Root': path.join(folder, 'applications'),
  'BlueGreen.Ports': slots.join(','),
  'BlueGreen.FrontDoor': `http://${publicHost}/health`,
  'BlueGreen.FrontDoorAddress': `127.0.0.1:${frontPort}`,
  'BlueGreen.ReleaseHeader': '',
  'BlueGreen.FrontBindings': '',
  'BlueGreen.NginxConf': nginx.snippet,
  'BlueGreen.NginxListen': `127.0.0.1:${frontPort}`,
  'BlueGreen.NginxServerLines': '',
  'BlueGreen.NginxProgram': nginx.program,
  'BlueGreen.NginxMainConf': nginx.mainConf,
  'Octopus.Release.Number': '1.0.0',
  'Octopus.Task.Id': 'ServerTasks-1',
})
