import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildIn, directiveIn, readConfiguration } from '../../src/routing/nginx-configuration.js'
import { reloadFailureIn } from '../../src/routing/nginx-error-log.js'
import { keepAliveNotice, keepsConnections, keptForMs } from '../../src/routing/nginx-keep-alive.js'
import { reasonIn } from '../../src/routing/nginx-program.js'
import { markAnswered, markIn, snippetAnswer } from '../../src/routing/nginx-question.js'
import {
  loadedPortIn,
  nginxReloadSnippet,
  portInUpstreamFile,
  upstreamFileText,
} from '../../src/routing/nginx-reload-snippet.js'
import { logLines } from '../machine/log-lines.js'
import { temporaryFolder } from '../machine/temporary-folder.js'

const key = 'bluegreen_0123abcd'
const snippet = {
  ...{ name: 'MyApp', key, upstreamFile: 'D:\\Blue Green\\MyApp\\router\\upstream.conf', keepsConnections: false },
  ...{ listen: ['80'], serverNames: ['www.example.com'], serverLines: [] as string[] },
  ...{ mostBodyBytes: 1_000, timeoutS: 60, portHeader: true },
}

test('an upstream file names a port or none; one with a single other character names nothing', () => {
  expect(portInUpstreamFile(key, upstreamFileText(key, 18081))).toBe(18081)
  expect(portInUpstreamFile(key, upstreamFileText(key, undefined))).toBe('none')
  const text = upstreamFileText(key, 18081)
  for (const other of ['', `${text}\n`, text.replace('18081', '18082'), text.replaceAll(key, 'bluegreen_other')])
    expect(portInUpstreamFile(key, other), other).toBe(undefined)
})

test('the answer of NGINX is known from any other', () => {
  expect(loadedPortIn('bluegreen 18081')).toBe(18081)
  expect(loadedPortIn('bluegreen none')).toBe('none')
  for (const body of ['', 'bluegreen', 'bluegreen 18081 ', '<html>bluegreen 18081</html>', 'bluegreen 123456'])
    expect(loadedPortIn(body), body).toBe(undefined)
})

test('a snippet has a mark, which is another one for each text', () => {
  const [one, other] = [snippet, { ...snippet, mostBodyBytes: 1_001 }].map(nginxReloadSnippet).map(markIn)
  expect(one).toMatch(/^[0-9a-f]{16}$/)
  expect(other).not.toBe(one)
  expect(markIn(nginxReloadSnippet(snippet))).toBe(one)
  expect(markAnswered(snippetAnswer(one ?? ''))).toBe(one)
  for (const body of ['', 'bluegreen 18081', `<p>${snippetAnswer(one ?? '')}</p>`])
    expect(markAnswered(body), body).toBe(undefined)
})

test('the snippet includes the file with forward slashes, and keeps connections where NGINX can and nobody else says how', () => {
  expect(nginxReloadSnippet(snippet)).toContain('include "D:/Blue Green/MyApp/router/upstream.conf";')
  expect(nginxReloadSnippet(snippet)).not.toContain('keepalive_min_timeout')
  const able = { ...snippet, keepsConnections: true }
  expect(nginxReloadSnippet(able)).toContain('keepalive_min_timeout 5s;')
  const own = nginxReloadSnippet({ ...able, serverLines: ['keepalive_min_timeout 9s;'] })
  expect(own.match(/keepalive_min_timeout/g)).toHaveLength(1)
  expect(nginxReloadSnippet({ ...snippet, portHeader: false })).not.toContain('add_header')
})

test('which versions keep idle connections open', () => {
  for (const version of ['1.27.4', '1.27.10', '1.28.0', '1.31.1', '2.0.0']) expect(keepsConnections(version)).toBe(true)
  for (const version of ['1.27.3', '1.26.9', '1.22.1', '0.9.9', '1.9.15', ''])
    expect(keepsConnections(version)).toBe(false)
})

test('for how long kept connections lead to the old release: the longest that is set anywhere', () => {
  const dump = (value: string) =>
    `http {\n  keepalive_min_timeout 500ms;\n  server { keepalive_min_timeout ${value}; }\n}`
  expect(keptForMs('1.28.0', dump('5s'))).toBe(5_000)
  expect(keptForMs('1.28.0', dump('7'))).toBe(7_000)
  expect(keptForMs('1.28.0', dump('"1m 30s"'))).toBe(90_000)
  expect(keptForMs('1.28.0', dump('0'))).toBe(500)
  expect(keptForMs('1.28.0', '# keepalive_min_timeout 5s;')).toBe(0)
  expect(keptForMs('1.22.1', dump('5s'))).toBe(0)
})

test('what a reload costs is said for this version, with what avoids it', () => {
  expect(keepAliveNotice('1.22.1', 0)).toMatch(
    /^NGINX 1\.22\.1 is reloaded: it closes idle connections .*NGINX 1\.27\.4 with keepalive_min_timeout avoids that, and so does the router nginx-flag/,
  )
  expect(keepAliveNotice('1.28.0', 0)).toContain('keepalive_min_timeout in its configuration avoids that')
  expect(keepAliveNotice('1.28.0', 5_000)).toBe(
    'NGINX 1.28.0 is reloaded; keepalive_min_timeout keeps idle connections of clients open meanwhile: for up to 5 s they lead to the old release.',
  )
})

test('what NGINX was built with', () => {
  const debian =
    "nginx version: nginx/1.22.1\nbuilt with OpenSSL 3.0.15\nconfigure arguments: --with-cc-opt='-g -O2' --prefix=/usr/share/nginx --conf-path=/etc/nginx/nginx.conf --pid-path=/run/nginx.pid --with-threads\n"
  expect(buildIn(debian)).toEqual({ version: '1.22.1', prefix: '/usr/share/nginx', pidPath: '/run/nginx.pid' })
  expect(buildIn('nginx version: nginx/1.28.0\r\nconfigure arguments: --with-cc=cl --prefix=\r\n')).toEqual({
    ...{ version: '1.28.0', prefix: '', pidPath: 'logs/nginx.pid' },
  })
  expect(buildIn('bash: nginx: not found').version).toBe('')
  const spaced = "nginx version: nginx/1.28.0\nconfigure arguments: --prefix='/opt/my nginx' --with-threads\n"
  expect(buildIn(spaced).prefix).toBe('/opt/my nginx')
})

test.skipIf(process.platform === 'win32')(
  'an NGINX built from source with default options has its pid file below /usr/local/nginx',
  async () => {
    const program = join(await temporaryFolder(), 'nginx')
    const build =
      'nginx version: nginx/1.28.0\\nbuilt by gcc 12.2.0 (Debian 12.2.0-14)\\nconfigure arguments: --with-http_ssl_module\\n'
    await writeFile(
      program,
      `#!/bin/sh
case "$1" in
  -V) printf '${build}' >&2;;
  -T) printf '# configuration file /usr/local/nginx/conf/nginx.conf:\\n#pid        logs/nginx.pid;\\nevents {}\\n';;
esac
`,
    )
    await chmod(program, 0o755)
    const { pidFile } = await readConfiguration(logLines(), { program, mainConf: undefined })
    expect(pidFile).toBe('/usr/local/nginx/logs/nginx.pid')
  },
)

test('a directive is read from a dump as NGINX reads it', () => {
  expect(directiveIn('# configuration file /etc/nginx/nginx.conf:\nuser www-data; pid /run/nginx.pid;\n', 'pid')).toBe(
    '/run/nginx.pid',
  )
  expect(directiveIn('events {}pid "/my folder/pid" ;', 'pid')).toBe('/my folder/pid')
  expect(directiveIn('# pid /commented;\n  #pid /too;\nuser x;\n', 'pid')).toBe(undefined)
  expect(directiveIn('proxy_pid on;\n', 'pid')).toBe(undefined)
})

test('a reload has failed when its master says more than that a port is taken: that is tried again', () => {
  const bind = '2026/11/21 15:00:00 [emerg] 12#12: bind() to 127.0.0.1:80 failed (98: Address already in use)\n'
  const still = '2026/11/21 15:00:02 [emerg] 12#12: still could not bind()\n'
  expect(reloadFailureIn(bind.repeat(4), 12)).toBe(undefined)
  expect(reloadFailureIn(bind.repeat(5) + still, 12)).toBe('bind() to 127.0.0.1:80 failed (98: Address already in use)')
  expect(reloadFailureIn(bind.repeat(5) + still, 13)).toBe(undefined)
  const broken = '2026/11/21 15:00:00 [emerg] 12#12: unknown directive "x" in /etc/nginx/nginx.conf:3\n'
  expect(reloadFailureIn(broken, 12)).toBe('unknown directive "x" in /etc/nginx/nginx.conf:3')
  expect(reasonIn(`nginx: [warn] a\nnginx: ${broken}nginx: configuration test failed\n`)).toContain('unknown directive')
})
