import { paths } from '../machine/paths.js'
import { isBusy } from '../machine/retry-busy.js'
import { readIfThere } from '../slots/read-if-there.js'

/**
 * Whether the worker of an ASP.NET Core application may restart whenever anybody writes the configuration of IIS: it does unless
 * the handler setting `disallowRotationOnConfigChange` is true (ASP.NET Core Module of .NET 7 and later).
 * @see https://learn.microsoft.com/aspnet/core/host-and-deploy/iis/web-config
 */
export async function mayRotate(folder: string): Promise<boolean> {
  const webConfig = await readIfThere(paths.join(folder, 'web.config')).catch((error) => {
    if (isBusy(error)) throw error
  })
  const xml = (webConfig ?? '').replace(/<!--[\s\S]*?-->/g, '')
  return /<aspNetCore\b/i.test(xml) && !hasSetting.test(xml)
}

const hasSetting =
  /<handlerSetting\b(?=[^>]*\bname\s*=\s*["']disallowRotationOnConfigChange["'])(?=[^>]*\bvalue\s*=\s*["']true["'])[^>]*>/i
