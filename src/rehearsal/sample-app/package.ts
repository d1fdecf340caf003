import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

export type SamplePackageOptions = {
  /** The bundled sample application: becomes the package's server.js. */
  readonly serverFile: string
  /** The folder that the package is written to. */
  readonly folder: string
  /** What makes this release break on purpose (see breakage.ts), default nothing: `warm-up`, `crash-after-public:<n>`. */
  readonly broken?: string
}

/**
 * Out of process, as everything but .NET has to be; a worker that outlives other sites' configuration changes; and uploads of more than
 * the 30,000,000 bytes that IIS takes by itself.
 * @see https://learn.microsoft.com/aspnet/core/host-and-deploy/iis/web-config
 * @see https://learn.microsoft.com/iis/configuration/system.webServer/security/requestFiltering/requestLimits/
 */
const webConfig = `<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <system.webServer>
    <handlers>
      <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    </handlers>
    <aspNetCore processPath="node" arguments="server.js" hostingModel="outofprocess" stdoutLogEnabled="false">
      <handlerSettings>
        <handlerSetting name="disallowRotationOnConfigChange" value="true" />
      </handlerSettings>
    </aspNetCore>
    <security>
      <requestFiltering>
        <requestLimits maxAllowedContentLength="100000000" />
      </requestFiltering>
    </security>
  </system.webServer>
</configuration>
`

// The same release gives the same bytes: a package that is made again is not another one.
const fileOptions = { mtime: new Date('2020-01-01T00:00:00Z'), mode: 0o100644 }
const staticFiles = 20

/** Writes `sample.<release>.zip`: the sample application as Octopus would be given it. Answers the file's path. */
export async function writeSamplePackage(release: string, options: SamplePackageOptions): Promise<string> {
  const { ZipFile } = await import('yazl')
  const zip = new ZipFile()
  const add = (name: string, content: string | Buffer) => zip.addBuffer(Buffer.from(content), name, fileOptions)
  add('web.config', webConfig)
  add('server.js', await readFile(options.serverFile))
  add('release.txt', `${release}\n`)
  if (options.broken) add('broken.txt', `${options.broken}\n`)
  for (let number = 1; number <= staticFiles; number++)
    add(`static/file-${String(number).padStart(2, '0')}.txt`, `file ${number} of ${staticFiles}, release ${release}\n`)
  zip.end()
  const path = join(options.folder, `sample.${release}.zip`)
  await pipeline(zip.outputStream, createWriteStream(path))
  return path
}
