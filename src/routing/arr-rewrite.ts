import { paths } from '../machine/paths.js'
import { replaceFile } from '../machine/replace-file.js'
import { readIfThere } from '../slots/read-if-there.js'
import { portOf, withPort } from './front-web-config.js'
import type { Router } from './router.js'
import { RouterChangedByHand } from './router-changed-by-hand.js'
import { RouterFileFailed } from './router-file-failed.js'

/**
 * ARR as a proxy of one front site: the site's web.config names the port. A switch replaces that file; applicationHost.config
 * stays as it is, so no worker restarts.
 * @param folder the front site's folder
 * @throws RouterChangedByHand, RouterFileFailed
 */
export function arrRewrite(folder: string): Router {
  const file = paths.join(folder, 'web.config')
  async function read(): Promise<{ text: string; port: number | undefined }> {
    const text = await readIfThere(file).catch((cause: unknown) => {
      throw new RouterFileFailed(`${file} cannot be read`, cause)
    })
    if (text === undefined) throw new RouterFileFailed(`${file} cannot be read`, 'ENOENT')
    const port = portOf(text)
    if (port === undefined) throw new RouterChangedByHand(`${file} has no rule "BlueGreen" that names a port`)
    return { text, port: port === 'none' ? undefined : port }
  }
  return {
    called: `ARR (${file})`,
    async livePort() {
      return (await read()).port
    },
    async makeLive(port) {
      const now = await read()
      if (now.port === port) return
      await replaceFile(file, withPort(now.text, port)).catch((cause: unknown) => {
        throw new RouterFileFailed(`${file} cannot be replaced`, cause)
      })
    },
  }
}
