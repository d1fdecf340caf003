import { createHash } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { create } from 'tar'
import { onTestFinished } from 'vitest'
import { temporaryFolder, writeFiles } from '../../machine/temporary-folder.js'

export type RegistryOptions = {
  /** Asks for this token, as a private registry does. */
  readonly token?: string
  /** What the metadata say in place of a tarball's real SHA-512. */
  readonly integrity?: string
  /** A tarball that is asked for never comes. */
  readonly silent?: true
}

export type Registry = {
  readonly url: string
  readonly requests: string[]
  /** Connections that are open now. */
  open(): number
  /** The environment by which npm finds it, with a cache of its own. */
  readonly environment: Readonly<Record<string, string>>
}

/** A package as it is published: its files below `package/`. */
export async function tarballOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const folder = await temporaryFolder()
  await writeFiles(path.join(folder, 'package'), files)
  return buffer(create({ cwd: folder, gzip: true, portable: true, mtime: new Date(0) }, ['package']))
}

const versionsOf = (url: string, name: string, versions: Readonly<Record<string, Buffer>>, integrity?: string) => ({
  name,
  'dist-tags': { latest: Object.keys(versions).at(-1) },
  versions: Object.fromEntries(
    Object.entries(versions).map(([version, tarball]) => [
      version,
      {
        name,
        version,
        dist: {
          tarball: `${url}${name}/-/${name}-${version}.tgz`,
          integrity: integrity ?? `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
          shasum: createHash('sha1').update(tarball).digest('hex'),
        },
      },
    ]),
  ),
})

/** An npm registry with these packages (name, version, tarball), for the real npm. */
export async function npmRegistry(
  packages: Readonly<Record<string, Readonly<Record<string, Buffer>>>>,
  { token, integrity, silent }: RegistryOptions = {},
): Promise<Registry> {
  const requests: string[] = []
  const answer = (response: ServerResponse, status: number, content: Buffer | object) =>
    response.writeHead(status).end(Buffer.isBuffer(content) ? content : JSON.stringify(content))
  const server = createServer(({ url: asked = '', headers }, response) => {
    requests.push(asked)
    if (token !== undefined && headers.authorization !== `Bearer ${token}`)
      return answer(response, 401, { error: 'who are you?' })
    const [, name = '', version] = /^\/([\w-]+)(?:\/-\/.+?-(\d.*)\.tgz)?$/.exec(asked) ?? []
    const versions = packages[name]
    if (!versions) return answer(response, 404, { error: 'not found' })
    if (version === undefined) return answer(response, 200, versionsOf(url, name, versions, integrity))
    if (silent) return response.writeHead(200).write('x')
    return answer(response, 200, versions[version] ?? {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  let open = 0
  server.on('connection', (socket) => {
    open++
    socket.on('close', () => open--)
  })
  return {
    url,
    requests,
    open: () => open,
    environment: {
      npm_config_registry: url,
      npm_config_cache: await temporaryFolder(),
      npm_config_fetch_retries: '0',
      npm_config_userconfig: path.join(await temporaryFolder(), 'npmrc'),
      npm_config_globalconfig: path.join(await temporaryFolder(), 'npmrc'),
    },
  }
}
