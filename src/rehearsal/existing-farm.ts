import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** What leads to the farm: the front site of whoever has set it up. */
const webConfig = (farm: string) => `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <system.webServer>
    <rewrite>
      <rules>
        <rule name="${farm}" stopProcessing="true">
          <match url="^(.*)$" />
          <action type="Rewrite" url="http://${farm}/{R:1}" />
        </rule>
      </rules>
    </rewrite>
  </system.webServer>
</configuration>
`

export type ExistingFarm = {
  readonly name: string
  /** Of its two members, 127.0.0.1 and 127.0.0.2. */
  readonly ports: readonly number[]
  readonly frontPort: number
  /** The front site's. */
  readonly folder: string
}

/** A machine as its administrator has it before blue-green comes: a front site, and behind it a web farm with a health check. */
export async function setUpFarm(
  appcmd: (...args: string[]) => Promise<unknown>,
  { name, ports, frontPort, folder }: ExistingFarm,
): Promise<void> {
  const farm = `/[name='${name}']`
  const check = `${farm}.applicationRequestRouting.healthCheck`
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'web.config'), webConfig(name))
  const toFarms = (...parameters: string[]) =>
    appcmd('set', 'config', '-section:webFarms', ...parameters, '/commit:apphost')
  await appcmd(
    'set',
    'config',
    '-section:system.webServer/proxy',
    '/enabled:true',
    '/preserveHostHeader:true',
    '/commit:apphost',
  )
  await toFarms(`/+[name='${name}']`)
  for (const [index, port] of ports.entries()) {
    const address = `127.0.0.${index + 1}`
    await toFarms(`/+[name='${name}'].[address='${address}']`)
    await toFarms(`${farm}.[address='${address}'].applicationRequestRouting.httpPort:${port}`)
  }
  await toFarms(
    `${check}.url:http://${name}/blue-green-health/up.html`,
    `${check}.interval:00:00:01`,
    `${check}.timeout:00:00:05`,
    `${check}.responseMatch:up`,
    `${farm}.applicationRequestRouting.protocol.timeout:00:10:00`,
  )
  await appcmd('add', 'apppool', `/name:${name}-front`, '/managedRuntimeVersion:')
  await appcmd(
    'add',
    'site',
    `/name:${name}-front`,
    `/bindings:http/127.0.0.1:${frontPort}:`,
    `/physicalPath:${folder}`,
  )
  await appcmd('set', 'app', `${name}-front/`, `/applicationPool:${name}-front`)
}
