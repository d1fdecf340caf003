import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** As an ASP.NET Core application is hosted; without the setting any write to IIS's configuration may restart it. */
const webConfig = (keepsWorker: boolean) => `<configuration>
  <system.webServer>
    <aspNetCore processPath="node" arguments="server.js" hostingModel="outofprocess">
${keepsWorker ? '<handlerSettings><handlerSetting name="disallowRotationOnConfigChange" value="true" /></handlerSettings>' : ''}
    </aspNetCore>
  </system.webServer>
</configuration>
`

/**
 * Writes a web application of a few lines into a folder.
 * @param answer the body of `(request, response) => { … }`
 */
export async function writeApplication(
  folder: string,
  answer: string,
  { keepsWorker = true }: { keepsWorker?: boolean } = {},
): Promise<string> {
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'web.config'), webConfig(keepsWorker))
  await writeFile(
    path.join(folder, 'server.js'),
    `require('node:http').createServer((request, response) => { ${answer} }).listen(process.env.PORT, '127.0.0.1')\n`,
  )
  return folder
}

export const home = (release: string) =>
  `response.setHeader('X-Release', '${release}'); response.end(JSON.stringify({ release: '${release}', page: 'home' }))`
