import { readdirSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { expect, onTestFinished, test, vi } from 'vitest'
import { IisHost } from '../../../src/simulators/iis/iis-host.js'
import { programNames } from '../../../src/simulators/iis/programs/program-clients.js'
import { type NodeVersion, nodePackages } from '../../../src/simulators/windows/node-packages.js'
import { Windows } from '../../../src/simulators/windows/windows.js'
import { temporaryFolder } from '../../machine/temporary-folder.js'
import { onWindows } from '../../windows/windows-lane.js'

const nodeVersions = Object.keys(nodePackages).map(Number) as NodeVersion[]
const system32 = 'C:\\windows\\System32'
const placeOf = (program: string) => {
  if (program === 'appcmd') return `${system32}\\inetsrv\\appcmd.exe`
  if (program === 'powershell') return `${system32}\\WindowsPowerShell\\v1.0\\powershell.exe`
  return `${system32}\\${program}.exe`
}

async function simulatedIis(): Promise<IisHost> {
  const host = await IisHost.start({ folder: await temporaryFolder() })
  onTestFinished(() => host.stop())
  return host
}

onWindows('the Windows machine', (windows) => {
  test.each(nodeVersions)('runs the Windows build of Node %i', async (node) => {
    const script = 'process.stdout.write(JSON.stringify([process.platform, process.version, process.execPath]))'
    const { exitCode, stdout, survivors } = await windows().runScript(node, script)

    const program = `C:\\Program Files\\nodejs ${node}\\node.exe`
    expect(JSON.parse(stdout.toString())).toEqual(['win32', `v${nodePackages[node].version}`, program])
    expect({ exitCode, survivors }).toEqual({ exitCode: 0, survivors: [] })
  })

  test('hands over arguments, environment, working folder and standard input, and tells all 32 bits of an exit code', async () => {
    const args = ['-e', tellAll, 'a "quoted" one', 'ends in \\', 'C:\\a b\\', '', 'Grün %PATH% ^&|<>', '\\\\" x']
    const folder = 'C:\\users\\Public\\Grün es'
    await mkdir(windows().onDisk(folder), { recursive: true })
    const input = 'ü'.repeat(200_000)
    const environment = { MACHINE: 'Grün' }
    const ended = await windows().run({ program: windows().node(20), args, input, environment, folder })

    expect(JSON.parse(ended.stdout.toString())).toEqual([args.slice(2), 'Grün', folder, 400_000])
    expect(ended.stderr.toString()).toBe('told\n')
    expect(ended.exitCode).toBe(3_221_225_477)
  })

  test.each([437, 850, 1252, 65_001])('gives programs a console of code page %i', async (codePage) => {
    const { stdout } = await windows().run({ program: 'chcp.com', args: [], codePage })
    expect(stdout.toString()).toContain(`: ${codePage}\r\n`)
  })

  test('kills a whole tree at once, one that left its parent too', async () => {
    const running = await windows().begin({ program: windows().node(22), args: ['-e', threeGenerations] })
    await new Promise<void>((resolve) => {
      running.onOutput = () => resolve()
    })
    running.kill()
    const { exitCode, survivors } = await running.ended
    expect({ exitCode, survivors }).toEqual({ exitCode: 1, survivors: [] })
  })

  test('when Wine’s server dies, all that ran is ended and told so at once, instead of waiting for ever', async () => {
    const machine = await Windows.start()
    onTestFinished(() => machine.stop())
    const mark = `marked-${process.pid}-lost`
    const idle = `console.log(1); setInterval(() => {}, 1000) // ${mark}`
    const running = await machine.begin({ program: machine.node(20), args: ['-e', idle] })
    await new Promise<void>((resolve) => {
      running.onOutput = () => resolve()
    })
    await killServer(path.dirname(machine.onDisk('C:')))
    await expect(running.ended).rejects.toThrow('the Windows machine went away')
    await expect(machine.begin({ program: 'chcp.com', args: [] })).rejects.toThrow('the Windows machine went away')
    expect(machine.wentAway).toBe('SIGKILL')
    await vi.waitUntil(() => !isRunning(mark), { timeout: 10_000, interval: 50 })
  })

  test('nothing of a run outlives the process that asked for it', async () => {
    const asks = new URL('fixtures/ask-and-die.ts', import.meta.url).pathname
    const { stdout, failed } = await execa('tsx', [asks], { preferLocal: true, reject: false, timeout: 60_000 })
    expect(failed).toBe(true)
    const mark = stdout.trim()
    expect(mark).toMatch(/^marked-\d+$/)
    await vi.waitUntil(() => !isRunning(mark), { timeout: 10_000, interval: 50 })
  })

  test('tells which programs a run has left behind', async () => {
    const leaves = `${spawnIdle}.unref(); process.exitCode = 5`
    const { exitCode, survivors } = await windows().runScript(20, leaves)
    expect({ exitCode, survivors }).toEqual({ exitCode: 5, survivors: [windows().node(20)] })
  })

  test.each(programNames)(
    '%s is the simulated machine’s, in its right folder, and no silent stub of Wine',
    async (program) => {
      const host = await simulatedIis()
      const environment = { IIS_SIMULATOR_PORT: String(host.adminPort) }
      const answer = await windows().run({ program: placeOf(program), args: ['no', 'such  "thing"', 'ü'], environment })

      const [call] = host.transcript()
      expect(call).toMatchObject({ program, args: ['no', 'such  "thing"', 'ü'] })
      expect(answer.exitCode).toBe(call?.exitCode)
      expect(answer.exitCode).not.toBe(0)
    },
  )

  test('a simulated program tells the Windows exit code, reads what it is to read, and writes in a code page', async () => {
    const host = await simulatedIis()
    const appcmd = (args: string[], input = '') =>
      windows().run({
        program: placeOf('appcmd'),
        args,
        input,
        environment: { IIS_SIMULATOR_PORT: String(host.adminPort), IIS_SIMULATOR_CODE_PAGE: '850' },
      })
    const pool = '<appcmd><APPPOOL APPPOOL.NAME="Gr&#xfc;n"><add name="Gr&#xfc;n" /></APPPOOL></appcmd>'

    expect((await appcmd(['stop', 'apppool', 'Missing'])).exitCode).toBe(1168)
    expect((await appcmd(['add', 'apppool', '/in'], pool)).exitCode).toBe(0)
    const listed = await appcmd(['list', 'apppool', '/text:name'])
    expect(listed.stdout).toEqual(Buffer.from('Gr\x81n\r\n', 'latin1'))
  })

  test('without the simulator, a simulated program fails', async () => {
    const { exitCode } = await windows().run({ program: placeOf('appcmd'), args: ['list', 'site'] })
    expect(exitCode).toBe(250)
  })

  test('taskkill ends a tree, and Wine’s own would not', async () => {
    const script = `
      const { spawn } = require('child_process')
      const child = spawn(process.execPath, ['-e', ${JSON.stringify(threeGenerations)}], { stdio: ['ignore', 'pipe', 'inherit'] })
      child.stdout.once('data', () => {
        const killing = spawn('${system32.replaceAll('\\', '\\\\')}\\\\taskkill.exe', ['/T', '/F', '/PID', String(child.pid)])
        killing.on('exit', (code) => { process.exitCode = code })
      })`
    const { exitCode, survivors } = await windows().runScript(20, script)
    expect({ exitCode, survivors }).toEqual({ exitCode: 0, survivors: [] })
  })

  test('paths are translated both ways, whatever their case', async () => {
    const folder = path.join(windows().onDisk('C:\\users\\Public'), 'Größe')
    await mkdir(folder, { recursive: true })
    expect(windows().onDisk('c:/USERS/public/größe')).toBe(folder)
    expect(windows().seen(folder)).toBe('C:\\users\\Public\\Größe')
    expect(windows().onDisk('D:\\elsewhere')).toBe('D:\\elsewhere')
    expect(() => windows().seen('/elsewhere')).toThrow('lies on none of the drives')
  })
})

/** As if it had crashed. */
const killServer = (prefix: string) => execa('wineserver', ['-k9'], { env: { WINEPREFIX: prefix } })

/** Whether a process of this machine has the mark among its arguments: Windows' ones are there, too. */
function isRunning(mark: string): boolean {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark)
      } catch {
        return false
      }
    })
}

const tellAll = `
  let bytes = 0
  process.stdin.on('data', (chunk) => { bytes += chunk.length })
  process.stdin.on('end', () => {
    process.stdout.write(JSON.stringify([process.argv.slice(1), process.env.MACHINE, process.cwd(), bytes]))
    console.error('told')
    process.exitCode = 3221225477
  })`

const spawnIdle = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached: true })`

/** Prints something when the third one was started, which leaves the job that Windows' Node ends its children with. */
const threeGenerations = `
  const second = ${JSON.stringify(`${spawnIdle}.once('spawn', () => console.log(1)); setInterval(() => {}, 1000)`)}
  require('child_process').spawn(process.execPath, ['-e', second], { stdio: 'inherit' })
  setInterval(() => {}, 1000)`
