/**
 * The rehearsal's sample web application: one process, one release, read from `release.txt` in the current folder.
 *
 * Environment: HTTP_PLATFORM_PORT, ASPNETCORE_PORT or PORT (the port on 127.0.0.1), SAMPLE_INIT_MS (how long the first
 * request takes, default 2000). SIGTERM or SIGINT: takes no new connections, finishes its requests, exits with 0.
 */
import { existsSync, readFileSync } from 'node:fs'
import { breakageFrom } from './breakage.js'
import { sampleApp } from './sample-app.js'
import { wholeNumber } from './whole-number.js'

const { HTTP_PLATFORM_PORT, ASPNETCORE_PORT, PORT, SAMPLE_INIT_MS } = process.env
const port = wholeNumber(
  HTTP_PLATFORM_PORT || ASPNETCORE_PORT || PORT,
  'HTTP_PLATFORM_PORT, ASPNETCORE_PORT or PORT',
  65_535,
)
const app = sampleApp({
  release: readFileSync('release.txt', 'utf8').trim(),
  folder: process.cwd(),
  initMs: wholeNumber(SAMPLE_INIT_MS || '2000', 'SAMPLE_INIT_MS', 600_000),
  breakage: breakageFrom(existsSync('broken.txt') ? readFileSync('broken.txt', 'utf8') : ''),
  crash: () => process.exit(1),
})

app.server.listen(port, '127.0.0.1')
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => app.stop().then(() => process.exit(0)))
