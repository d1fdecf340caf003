import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { excludedPorts, excludedRanges, reservedUrls } from '../../src/machine/excluded-ports.js'
import { ProgramFailed } from '../../src/machine/program-failed.js'
import { logLines } from './log-lines.js'
import { temporaryFolder, writeFiles } from './temporary-folder.js'

const englishRanges = [
  '',
  'Protocol tcp Port Exclusion Ranges',
  '',
  'Start Port    End Port      ',
  '----------    --------      ',
  '      5357        5357      ',
  '     50000       50059     *',
  '',
  '* - Administered port exclusions.',
  '',
].join('\r\n')

const germanRanges = [
  'Portausschlussbereiche f\ufffdr Protokoll "tcp"',
  '',
  'Startport     Endport       ',
  '----------    --------      ',
  '     18000       18099      ',
  '',
  '* - Verwaltete Portausschl\ufffdsse.',
].join('\r\n')

const englishUrls = [
  'URL Reservations: ',
  '----------------- ',
  '',
  '    Reserved URL            : http://*:5357/ ',
  '        User: BUILTIN\\Users',
  '            Listen: Yes',
  '            Delegate: No',
  '            SDDL: D:(A;;GX;;;BU)(A;;GX;;;LS) ',
  '',
  '    Reserved URL            : https://+:5986/wsman/ ',
  '    Reserved URL            : http://+:80/Temporary_Listen_Addresses/ ',
  '    Reserved URL            : https://+:5986/other/ ',
].join('\r\n')

const germanUrls = [
  'URL-Reservierungen: ',
  '    Reservierte URL            : http://[::1]:18081/app/ ',
  '        Benutzer: NT-AUTORIT\ufffdT\\NETZWERKDIENST',
  '    Reservierte URL            : https://www.example.com:18082/ ',
  '    Reservierte URL            : http://127.0.0.1:18083:127.0.0.1/ ',
].join('\r\n')

test('reads the excluded ranges whatever language the headings are in', () => {
  const numbers = (text: string) => excludedRanges(text).map(({ from, to }) => [from, to])
  // Those with a star can be had by who names them.
  expect(numbers(englishRanges)).toEqual([[5357, 5357]])
  expect(numbers(germanRanges)).toEqual([[18000, 18099]])
  expect(numbers('\r\nStart Port    End Port\r\n----------    --------\r\n')).toEqual([])
})

test('reads the ports of reserved URLs, each once', () => {
  const ports = (text: string) => reservedUrls(text).map(({ from }) => from)
  expect(ports(englishUrls)).toEqual([5357, 5986, 80])
  expect(ports(germanUrls)).toEqual([18081, 18082, 18083])
})

test.skipIf(process.platform === 'win32')('asks netsh for both', async () => {
  await netshOnPath(`case "$*" in
    'interface ipv4 show excludedportrange protocol=tcp') echo '   50000   50059  '; echo '   18081   18082     *';;
    'http show urlacl') echo ' URL : http://+:5985/wsman/';;
    *) exit 1;;
  esac`)
  expect(await excludedPorts(logLines())).toEqual([
    { from: 50000, to: 50059, why: 'excluded by Windows' },
    { from: 5985, to: 5985, why: 'reserved for a URL' },
  ])
})

test.skipIf(process.platform === 'win32')('an answer of a netsh that failed does not count', async () => {
  await netshOnPath('echo "Access denied"; exit 1')
  const asked = excludedPorts(logLines())
  await expect(asked).rejects.toThrow(ProgramFailed)
  await expect(asked).rejects.toThrow('failed with exit code 1: Access denied.')
})

test.skipIf(process.platform === 'win32')('knows none where there is no netsh, and says so', async () => {
  onPath(await temporaryFolder())
  const log = logLines()
  expect(await excludedPorts(log)).toEqual([])
  expect(log.lines).toEqual(['verbose: No netsh on this machine: no port ranges excluded, no URLs reserved.'])
})

async function netshOnPath(body: string): Promise<void> {
  const folder = await temporaryFolder()
  await writeFiles(folder, { netsh: `#!/bin/sh\n${body}\n` })
  await chmod(join(folder, 'netsh'), 0o755)
  onPath(folder)
}

function onPath(folder: string): void {
  const before = process.env['PATH']
  process.env['PATH'] = folder
  onTestFinished(() => {
    process.env['PATH'] = before
  })
}
