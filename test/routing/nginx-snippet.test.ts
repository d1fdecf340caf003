import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findNginx } from '../../src/rehearsal/nginx.js'
import { type NginxSnippet, nginxSnippet } from '../../src/routing/nginx-snippet.js'
import { temporaryFolder } from '../machine/temporary-folder.js'

const snippet: NginxSnippet = {
  name: 'MyApp',
  ports: [18081, 18082],
  flag: '/srv/blue-green/MyApp/router/green.flag',
  listen: ['127.0.0.1:18080'],
  serverNames: ['www.example.com'],
  serverLines: [],
  mostBodyBytes: 1_000_000,
  timeoutS: 600,
  portHeader: true,
}

/** What the real NGINX says of snippets in one http block; '' when it takes them. */
async function nginxSays(...snippets: NginxSnippet[]): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'conf.d'))
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  await writeFile(
    join(folder, 'nginx.conf'),
    `pid "${folder}/pid";\nerror_log "${folder}/error.log";\nevents {}\nhttp {\n    access_log off;\n${temporary
      .map((name) => `    ${name}_temp_path "${folder}/${name}";\n`)
      .join('')}    include "${folder}/conf.d/*.conf";\n}\n`,
  )
  for (const [index, each] of snippets.entries())
    await writeFile(join(folder, 'conf.d', `${index}.conf`), nginxSnippet(each))
  const program = findNginx()
  if (!program) throw new Error('There is no nginx on this machine.')
  return new Promise((resolve) =>
    execFile(
      program,
      ['-t', '-q', '-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')],
      (error, _, said) => resolve(error ? said : ''),
    ),
  )
}

describe('NGINX takes the snippet', () => {
  test('as it is, with several addresses, directives, and without the header', async () => {
    expect(await nginxSays(snippet)).toBe('')
    const listen = ['127.0.0.1:18080', '[::1]:18080;', '127.0.0.1:18443']
    const serverLines = ['keepalive_timeout 65s;', 'add_header X-Frame-Options DENY;']
    expect(await nginxSays({ ...snippet, listen, serverLines, portHeader: false })).toBe('')
  })

  test('with whatever name an application can have, two applications side by side', async () => {
    const other: NginxSnippet = { ...snippet, ports: [18083, 18084], listen: ['127.0.0.1:18090'] }
    for (const name of ['My.App-2_x', '9', `A${'-'.repeat(58)}b`])
      expect(await nginxSays({ ...snippet, name }, { ...other, name: 'MyApp' }), name).toBe('')
  })

  test('with a flag in a folder with blanks, braces and semicolons, or on a Windows disk', async () => {
    for (const flag of [
      '/srv/my apps/a;b{c}#d/green.flag',
      "/srv/it's/green.flag",
      'C:\\Blue Green\\new\\MyApp\\router\\green.flag',
    ])
      expect(await nginxSays({ ...snippet, flag }), flag).toBe('')
    expect(nginxSnippet({ ...snippet, flag: 'C:\\new\\green.flag' })).toContain('if (-f "C:/new/green.flag") {')
  })
})

test('a snippet that NGINX cannot take is seen by its test', async () => {
  expect(await nginxSays({ ...snippet, serverLines: ['no_such_directive on;'] })).toContain('no_such_directive')
})

test('the snippet says whose it is in its first line, and is the same each time', () => {
  const text = nginxSnippet(snippet)
  expect(text.split('\n')[0]).toMatch(/^# Made by the step "Blue-Green - Prepare Router" for MyApp\./)
  expect(nginxSnippet(snippet)).toBe(text)
  expect(text).not.toContain('undefined')
})
