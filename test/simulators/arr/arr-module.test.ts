import { writeFile } from 'node:fs/promises'
import { Agent, get, request, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closedPort, pointingTo, proxyOn, rawExchange, site, startBackEnd, startFront, until } from './front.js'

test('passes path, query, Host and X-Forwarded-For on and names the back end in its answer', async () => {
  const backEnd = await startBackEnd((req, res) => {
    res.end(JSON.stringify({ url: req.url, headers: req.headers }))
  })
  const front = await startFront(pointingTo(backEnd.port))
  const answer = await fetch(`${front.url}/a%2Fb/%C3%A9%20%25?x=%20y&z`, { headers: { 'X-Forwarded-For': '9.9.9.9' } })
  const seen = (await answer.json()) as { url: string; headers: Record<string, string> }
  expect(seen.url).toBe('/a%2Fb/%C3%A9%20%25?x=%20y&z')
  expect(seen.headers['host']).toBe(`127.0.0.1:${front.port}`)
  expect(seen.headers['x-forwarded-for']).toMatch(/^9\.9\.9\.9, 127\.0\.0\.1:\d+$/)
  expect(seen.headers['max-forwards']).toBe('10')
  expect(answer.headers.get('x-bluegreen-port')).toBe(String(backEnd.port))
  expect(answer.headers.get('x-powered-by')).toBe('ARR/3.0')
})

test('{R:1} loses %2F, and the default encoding encodes {UNENCODED_URL} twice, as URL Rewrite 2.1 does', async () => {
  const backEnd = await startBackEnd((req, res) => void res.end(req.url))
  const rule = (url: string) =>
    `<rule name="r"><match url="(.*)" /><action type="Rewrite" url="http://127.0.0.1:${backEnd.port}${url}" appendQueryString="false" /></rule>`
  const front = await startFront(site(rule('/{R:1}')))
  expect(await (await fetch(`${front.url}/a%2Fb%20c`)).text()).toBe('/a/b%20c')
  await front.write(site(rule('{UNENCODED_URL}')).replace(' useOriginalURLEncoding="false"', ''))
  expect(await (await fetch(`${front.url}/a%2Fb`)).text()).toBe('/a%252Fb')
})

test('without preserveHostHeader the back end sees its own name', async () => {
  const backEnd = await startBackEnd((req, res) => void res.end(req.headers.host))
  const front = await startFront(pointingTo(backEnd.port), {
    ...proxyOn,
    proxy: { ...proxyOn.proxy, preserveHostHeader: false },
  })
  expect(await (await fetch(front.url)).text()).toBe(`127.0.0.1:${backEnd.port}`)
})

test('keeps statuses, reasons, every Set-Cookie and bodies without a body', async () => {
  const backEnd = await startBackEnd((req, res) => {
    if (req.url === '/204') res.writeHead(204).end()
    else if (req.url === '/304') res.writeHead(304, { ETag: '"1"' }).end()
    else if (req.url === '/long') res.writeHead(200, { 'Content-Length': '5' }).end('hello')
    else
      res
        .writeHead(
          418,
          'Short and stout',
          [
            ['Set-Cookie', 'a=1'],
            ['Set-Cookie', 'b=2'],
          ].flat(),
        )
        .end('tea')
  })
  const front = await startFront(pointingTo(backEnd.port))
  const tea = await fetch(front.url)
  expect([tea.status, tea.statusText, tea.headers.getSetCookie(), await tea.text()]).toEqual([
    418,
    'Short and stout',
    ['a=1', 'b=2'],
    'tea',
  ])
  expect((await fetch(`${front.url}/204`)).status).toBe(204)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (const [method, path, status, length] of [
    ['HEAD', '/long', 200, '5'],
    ['GET', '/304', 304, undefined],
    ['GET', '/long', 200, '5'],
  ] as const) {
    const answer = await new Promise<[number | undefined, string | undefined]>((resolve, reject) => {
      request({ agent, port: front.port, method, path }, (res) =>
        res.resume().on('end', () => resolve([res.statusCode, res.headers['content-length']])),
      )
        .on('error', reject)
        .end()
    })
    expect(answer).toEqual([status, length])
  }
  agent.destroy()
})

test('answers HTTP/1.0 and Connection: close clients in their way', async () => {
  const backEnd = await startBackEnd((req, res) => {
    res.write(`${req.httpVersion} ${req.headers.connection} `)
    res.end('done')
  })
  const front = await startFront(pointingTo(backEnd.port))
  const old = await rawExchange(front.port, 'GET / HTTP/1.0\r\n\r\n')
  expect(old).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(old.toLowerCase()).not.toContain('transfer-encoding')
  expect(old).toMatch(/\r\n\r\n1\.1 keep-alive done$/)
  const closing = await rawExchange(front.port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  expect(closing.toLowerCase()).toContain('connection: close')
})

test('drops headers of one hop, and those that Connection names', async () => {
  const backEnd = await startBackEnd((req, res) => {
    res.setHeader('Proxy-Connection', 'x')
    res.end(JSON.stringify(req.headers))
  })
  const front = await startFront(pointingTo(backEnd.port))
  const text = await rawExchange(
    front.port,
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\nX-End: 2\r\n\r\n',
  )
  expect(text).toContain('"x-end":"2"')
  expect(text.toLowerCase()).not.toMatch(/x-hop|trailers|proxy-connection/)
})

test('a Location gets the public host, wherever it led, unless that is switched off', async () => {
  const backEnd = await startBackEnd(
    (_, res) => void res.writeHead(302, { Location: 'http://login.example/a?b' }).end(),
  )
  const front = await startFront(pointingTo(backEnd.port))
  const location = async () => (await fetch(front.url, { redirect: 'manual' })).headers.get('location')
  expect(await location()).toBe(`http://127.0.0.1:${front.port}/a?b`)
  front.module.configurationChanged({
    ...proxyOn,
    proxy: { ...proxyOn.proxy, attributes: { reverseRewriteHostInResponseHeaders: 'false' } },
  })
  expect(await location()).toBe('http://login.example/a?b')
})

test('a closed back end is 502.3 with the custom headers, a proxy that is off 404.4', async () => {
  const port = await closedPort()
  const front = await startFront(pointingTo(port))
  const refused = await fetch(front.url)
  expect([refused.status, refused.headers.get('x-bluegreen-port')]).toEqual([502, String(port)])
  expect(await refused.text()).toContain('502.3')
  front.module.configurationChanged({ ...proxyOn, proxy: { ...proxyOn.proxy, enabled: false } })
  const off = await fetch(front.url)
  expect([off.status, await off.text()]).toEqual([404, expect.stringContaining('404.4')])
})

test('an answer of the rule itself: CustomResponse and Redirect', async () => {
  const front = await startFront(
    site(
      '<rule name="none yet"><match url=".*" /><action type="CustomResponse" statusCode="503" statusReason="No release" statusDescription="Not yet" /></rule>',
    ),
  )
  const none = await fetch(front.url)
  expect([none.status, none.statusText, await none.text()]).toEqual([503, 'No release', 'Not yet'])
  await front.write(
    site(
      '<rule name="r"><match url="^old/(.*)" /><action type="Redirect" url="/new/{R:1}" redirectType="Found" /></rule>',
    ),
  )
  const moved = await fetch(`${front.url}/old/x?q=1`, { redirect: 'manual' })
  expect([moved.status, moved.headers.get('location')]).toEqual([302, '/new/x?q=1'])
})

test('what no rule takes is left to the site, with its custom headers and its rewritten URL', async () => {
  const front = await startFront(
    site(
      '<rule name="r"><match url="^a$" /><action type="Rewrite" url="b" /></rule>',
      '<httpProtocol><customHeaders><remove name="X-Powered-By" /><add name="X-Own" value="1" /></customHeaders></httpProtocol>',
    ),
  )
  const left = await fetch(`${front.url}/a?q`)
  expect([left.headers.get('x-left'), left.headers.get('x-own'), left.headers.get('x-powered-by')]).toEqual([
    '/b?q',
    '1',
    null,
  ])
})

test('a broken web.config is 500.19 until it is right again', async () => {
  const backEnd = await startBackEnd((_, res) => void res.end('ok'))
  const front = await startFront(pointingTo(backEnd.port))
  const whole = pointingTo(backEnd.port)
  for (const broken of [
    whole.slice(0, whole.length / 2),
    '',
    '<web/>',
    whole.replace('stopProcessing', 'stop'),
    whole.replace('"true"', '"yes"'),
  ]) {
    await writeFile(join(front.folder, 'web.config'), broken)
    const answer = await fetch(front.url)
    expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining('500.19')])
  }
  await front.write(whole)
  expect(await (await fetch(front.url)).text()).toBe('ok')
})

test('a body above maxAllowedContentLength is 404.13 and never reaches the back end', async () => {
  let reached = 0
  const backEnd = await startBackEnd((req, res) => {
    reached++
    req.resume().on('end', () => res.end('ok'))
  })
  const limited = (bytes: number) =>
    pointingTo(backEnd.port).replace(
      '</system.webServer>',
      `<security><requestFiltering><requestLimits maxAllowedContentLength="${bytes}" /></requestFiltering></security></system.webServer>`,
    )
  const front = await startFront(limited(1000))
  const post = (bytes: number) => fetch(front.url, { method: 'POST', body: Buffer.alloc(bytes) })
  expect((await post(1000)).status).toBe(200)
  const refused = await post(1001)
  expect([refused.status, await refused.text(), reached]).toEqual([404, expect.stringContaining('404.13'), 1])
  await front.write(pointingTo(backEnd.port))
  expect(
    await rawExchange(
      front.port,
      'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 30000001\r\n\r\n',
    ),
  ).toContain('404.13')
})

test('a server variable has to be allowed before a rule may set it', async () => {
  const backEnd = await startBackEnd((req, res) => void res.end(String(req.headers['x-forwarded-proto'])))
  const front = await startFront(
    pointingTo(backEnd.port).replace(
      '<action',
      '<serverVariables><set name="HTTP_X_FORWARDED_PROTO" value="https" /></serverVariables><action',
    ),
  )
  const refused = await fetch(front.url)
  expect([refused.status, await refused.text()]).toEqual([500, expect.stringContaining('500.50')])
  front.module.configurationChanged({ ...proxyOn, allowedServerVariables: ['HTTP_X_FORWARDED_PROTO'] })
  expect(await (await fetch(front.url, { headers: { 'X-Forwarded-Proto': 'http' } })).text()).toBe('https')
})

test('a global rule that catches its own back-end requests ends after ten hops', async () => {
  const front = await startFront(site(''))
  front.module.configurationChanged({
    ...proxyOn,
    globalRules: `<globalRules><rule name="all" patternSyntax="Wildcard"><match url="*" /><action type="Rewrite" url="http://127.0.0.1:${front.port}/{R:0}" /></rule></globalRules>`,
  })
  expect((await fetch(front.url)).status).toBe(502)
})

test('a request that a rule has made unfit to be sent is 502.3, and the front goes on', async () => {
  const front = await startFront(
    site(
      `<rule name="r"><match url="(.*)" /><serverVariables><set name="HTTP_X_PATH" value="{R:1}" /></serverVariables>
         <action type="Rewrite" url="http://127.0.0.1:1/" /></rule>`,
    ),
    { ...proxyOn, allowedServerVariables: ['HTTP_X_PATH'] },
  )
  for (const path of ['a%0d%0aEvil:%201', '%E2%82%AC', 'fine'])
    expect((await fetch(`${front.url}/${path}`)).status).toBe(502)
  expect((await fetch(`${front.url}/%E2`)).status).toBe(400)
})

test('an upgrade gets the rules’ own answers and errors too', async () => {
  const upgrade = (port: number) =>
    rawExchange(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  const backEnd = await startBackEnd((_, res) => void res.writeHead(426).end('plain'))
  const front = await startFront(pointingTo(backEnd.port))
  expect(await upgrade(front.port)).toMatch(/^HTTP\/1\.1 426 .*plain/s)
  await front.write(pointingTo(await closedPort()))
  expect(await upgrade(front.port)).toMatch(/^HTTP\/1\.1 502 .*X-BlueGreen-Port: \d+.*502\.3/s)
  await front.write('<broken')
  expect(await upgrade(front.port)).toContain('500.19')
  await until(() => Object.values(front.module.counters().inFlight).every((count) => count === 0), 'nothing in flight')
})

test('requests in flight are counted by back end', async () => {
  const waiting: ServerResponse[] = []
  const backEnd = await startBackEnd((_, res) => void waiting.push(res))
  const front = await startFront(pointingTo(backEnd.port))
  const answer = new Promise<void>((resolve) => void get(front.url, (res) => res.resume().on('end', resolve)))
  const inFlight = () => front.module.counters().inFlight[`127.0.0.1:${backEnd.port}`]
  await expect.poll(inFlight).toBe(1)
  await expect.poll(() => waiting.length).toBe(1)
  waiting[0]?.end('late')
  await answer
  await expect.poll(inFlight).toBe(0)
})
