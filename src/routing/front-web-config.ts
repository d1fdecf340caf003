import { portHeaderName } from './router.js'

/** What the `web.config` of a front site is made of. */
export type Front = {
  /** Longest request body, bytes: `maxAllowedContentLength`. */
  readonly mostBodyBytes: number
  /** Whether answers name the slot's port in a header. */
  readonly portHeader: boolean
  /** Whether the site has https bindings: then the back end is told the scheme. */
  readonly forwardsScheme: boolean
}

const action = (port: number | undefined) =>
  port === undefined
    ? '<action type="CustomResponse" statusCode="503" statusReason="Service Unavailable" statusDescription="No release has been deployed yet." />'
    : `<action type="Rewrite" url="http://127.0.0.1:${port}{UNENCODED_URL}" appendQueryString="false" />`

const header = (port: number | undefined) => `<add name="${portHeaderName}" value="${port ?? 'none'}" />`

const actionPattern = /(<rule name="BlueGreen"[^>]*>[\s\S]*?)<action [^>]*\/>/
const headerPattern = new RegExp(`<add name="${portHeaderName}" value="[^"]*" />`)

/**
 * A front site has one rule: everything goes to the live slot's port, its address to the letter (`{R:1}` would be decoded: `%2F`
 * would become a slash; needs URL Rewrite 2.1). Its web.config is all that a switch changes.
 * The scheme is told in X-Forwarded-Proto, whose server variable has to be allowed in applicationHost.config.
 * @see https://learn.microsoft.com/iis/extensions/url-rewrite-module/reverse-proxy-with-url-rewrite-v2-and-application-request-routing
 */
export const frontWebConfig = (
  front: Front,
  port: number | undefined,
): string => `<?xml version="1.0" encoding="UTF-8"?>
<!-- Made by the step "Blue-Green - Prepare Router". A switch changes the action of the rule and the header, and nothing else. -->
<configuration>
  <system.webServer>
    <rewrite>
      <rules useOriginalURLEncoding="false">
        <clear />
        <rule name="BlueGreen" stopProcessing="true">
          <match url="^(.*)$" />
${
  front.forwardsScheme
    ? `          <conditions>
            <add input="{CACHE_URL}" pattern="^(https?)://" />
          </conditions>
          <serverVariables>
            <set name="HTTP_X_FORWARDED_PROTO" value="{C:1}" />
          </serverVariables>
`
    : ''
}          ${action(port)}
        </rule>
      </rules>
    </rewrite>
    <security>
      <requestFiltering>
        <requestLimits maxAllowedContentLength="${front.mostBodyBytes}" />
      </requestFiltering>
    </security>
    <httpProtocol>
      <customHeaders>
${front.portHeader ? `        ${header(port)}\n` : ''}      </customHeaders>
    </httpProtocol>
  </system.webServer>
</configuration>
`

/** The port that a front site's web.config names: a number, 'none' before the first release, undefined where the rule is missing. */
export function portOf(webConfig: string): number | 'none' | undefined {
  const found = actionPattern.exec(webConfig)
  if (!found) return undefined
  const port = /url="http:\/\/127\.0\.0\.1:(\d{1,5})\{UNENCODED_URL\}"/.exec(found[0].slice(found[1]?.length))
  return port ? Number(port[1]) : /type="CustomResponse"/.test(found[0]) ? 'none' : undefined
}

/** The same web.config with another port in the rule and the header. What else people put into it stays to the letter. */
export const withPort = (webConfig: string, port: number | undefined): string =>
  webConfig.replace(actionPattern, (_all, before: string) => before + action(port)).replace(headerPattern, header(port))
