import { spawnSync } from 'node:child_process'
import { access, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { replaceFile } from '../../src/machine/replace-file.js'
import type { HeldProcess } from '../../src/rehearsal/held-process.js'
import { findNginx, nginxFiles, startNginx } from '../../src/rehearsal/nginx.js'
import { nginxFlag } from '../../src/routing/nginx-flag.js'
import { type NginxWish, prepareNginx } from '../../src/routing/prepare-nginx.js'
import { answeringPort, askFrontDoor } from '../../src/routing/prove.js'
import type { Application } from '../../src/slots/application.js'
import type { Marker } from '../../src/slots/marker.js'
import type { OpenApplication } from '../../src/slots/with-application.js'
import { silentPort } from '../http/answering.js'
import { logLines } from '../machine/log-lines.js'
import { temporaryFolder } from '../machine/temporary-folder.js'
import { markerWith, temporaryApplication } from '../slots/fixtures/temporary-application.js'

let nginx: HeldProcess | undefined
afterEach(async () => {
  await nginx?.stop()
})

function opened(app: Application): OpenApplication & { marker: Marker } {
  let marker = markerWith()
  return {
    app,
    get marker() {
      return marker
    },
    events: [],
    save: async (next) => {
      marker = next
    },
    journal: async () => {},
  }
}

/** A real NGINX without any site, and an application that is to get one. */
async function nginxMachine() {
  const files = nginxFiles(await temporaryFolder())
  const program = findNginx() ?? ''
  nginx = await startNginx('the test', program, files, (error) => {
    throw error
  })
  const front = await silentPort()
  const app = await temporaryApplication()
  const ports = [await silentPort(), await silentPort()] as const
  const wish: NginxWish = {
    ports,
    listen: [`127.0.0.1:${front}`],
    serverNames: ['www.example.com'],
    serverLines: [],
    mostBodyBytes: 1_000,
    timeoutS: 60,
    portHeader: true,
    frontDoor: { url: `http://127.0.0.1:${front}/`, host: 'www.example.com' },
    conf: files.snippet,
    program,
    mainConf: files.mainConf,
  }
  const application = opened(app)
  const log = logLines()
  const prepare = async (change: Partial<NginxWish>, nothingLive: boolean) => {
    const { router, says } = await prepareNginx(
      log,
      application,
      { ...wish, ...change },
      { whatIf: false, nothingLive },
    )
    const { preparing: _done, ...marker } = application.marker
    await application.save({ ...marker, router })
    return { router, says }
  }
  return { wish, files, ports, prepare, log }
}

test('where something is live, new settings are loaded and the flag is not touched', async () => {
  const { wish, files, ports, prepare } = await nginxMachine()
  const { router } = await prepare({}, true)
  expect(await stat(router.flag).catch(() => 'none')).toBe('none')
  await nginxFlag(router.flag, router.ports).makeLive(ports[1])
  const { ino, mtimeMs } = await stat(router.flag)
  await prepare({ mostBodyBytes: 2_000 }, false)
  expect(await stat(router.flag)).toMatchObject({ ino, mtimeMs })
  expect(await readFile(files.snippet, 'utf8')).toContain('client_max_body_size 2000;')
  expect(answeringPort(await askFrontDoor(wish.frontDoor))).toBe(ports[1])
})

test('where something is live, other ports are refused: users would be sent where nobody listens', async () => {
  const { files, ports, prepare } = await nginxMachine()
  await prepare({}, true)
  const before = await readFile(files.snippet, 'utf8')
  for (const other of [[ports[1], ports[0]] as const, [ports[0], await silentPort()] as const])
    await expect(prepare({ ports: other }, false)).rejects.toMatchObject({
      name: 'RouterRefused',
      happened: expect.stringContaining(`NGINX sends users to the ports ${ports.join(' and ')} now`),
    })
  expect(await readFile(files.snippet, 'utf8')).toBe(before)
  await access(join(files.folder, 'nginx.pid'))
})

test('a run that is killed while it writes the file leaves nothing that NGINX reads, and the next one removes that', async () => {
  const { files, prepare } = await nginxMachine()
  // As Debian's NGINX reads sites-enabled.
  await writeFile(files.mainConf, (await readFile(files.mainConf, 'utf8')).replace('conf.d/*.conf', 'conf.d/*'))
  await prepare({}, true)
  const snippet = await readFile(files.snippet)
  const folder = dirname(files.snippet)
  const left = join(folder, await temporaryNameOf(files.snippet, snippet))
  await writeFile(left, snippet)
  const { status, stderr } = spawnSync(findNginx() ?? '', ['-c', files.mainConf, '-t'], { encoding: 'utf8' })
  expect({ status, stderr }).toMatchObject({ status: 0 })
  await prepare({ mostBodyBytes: 2_000 }, true)
  expect(await readdir(folder)).toEqual(['sample.conf'])
})

/** What is beside a file while it is replaced; it has this content afterwards. */
async function temporaryNameOf(file: string, content: Buffer): Promise<string> {
  const before = await readdir(dirname(file))
  let written = false
  const writing = replaceFile(file, Buffer.alloc(64 * 1024 * 1024)).then(() => {
    written = true
  })
  let name: string | undefined
  while (name === undefined && !written) name = (await readdir(dirname(file))).find((each) => !before.includes(each))
  await writing
  await replaceFile(file, content)
  return name ?? 'none was seen'
}

/** Serves what no other server block has the name of, or the application's own name. */
async function otherServer(file: string, { wish, name }: { wish: NginxWish; name: string }) {
  const listen = `${wish.listen[0]}${name === '_' ? ' default_server' : ''}`
  await writeFile(file, `server { listen ${listen}; server_name ${name}; location / { return 200 old; } }\n`)
  spawnSync(wish.program ?? '', ['-c', wish.mainConf ?? '', '-s', 'reload'])
  await expect.poll(() => served(wish), { timeout: 10_000 }).toBe('200 old')
}

const served = ({ frontDoor }: NginxWish) =>
  askFrontDoor(frontDoor).then(
    ({ status, body }) => `${status} ${body}`,
    () => 'nobody',
  )

test.each(['a-first.conf', 'z-last.conf'])(
  'a name that another server block has (%s) is left to that',
  async (file) => {
    const { wish, files, prepare } = await nginxMachine()
    await otherServer(join(dirname(files.snippet), file), { wish, name: 'www.example.com' })
    await expect(prepare({}, true)).rejects.toThrow(
      /NGINX has another server block for www\.example\.com.*or begin at another port.*the file is as it was before/,
    )
    expect(await served(wish)).toBe('200 old')
    await expect(access(files.snippet)).rejects.toThrow('ENOENT')
  },
)

test('who is served at the front door already, by a default server, is told of beforehand', async () => {
  const { wish, files, prepare, log } = await nginxMachine()
  await otherServer(join(dirname(files.snippet), 'default.conf'), { wish, name: '_' })
  await prepare({}, true)
  expect(log.lines.join('\n')).toMatch(/is answered already, with status 200\. .* answers 502 until the first switch/)
})
