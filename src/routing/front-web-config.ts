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

/** Bytes: http.sys lets no longer request line through, however it is configured (`MaxRequestBytes`). */
const longestAddressBytes = 16_777_216

const action = (port: number | undefined) =>
  port === undefined
    ? '<action type="CustomResponse" statusCode="503" statusReason="Service Unavailable" statusDescription="No release has been deployed yet." />'
    : `<action type="Rewrite" url="http://127.0.0.1:${port}{UNENCODED_URL}" appendQueryString="false" />`

const header = (port: number | undefined) => `<add name="${portHeaderName}" value="${port ?? 'none'}" />`

const rulePattern = /<rule name="BlueGreen"(?![^>]*\benabled="false")[^>]*>(?:(?!<\/rule>)[\s\S])*?(<action [^>]*\/>)/d
const headerPattern = new RegExp(`(<add name="${portHeaderName}" value="[^"]*" />)`, 'd')

/** Where the first group of a pattern is in an XML text, what stands in comments aside. */
function placeOf(pattern: RegExp, xml: string): { from: number; to: number } | undefined {
  const blank = xml.replace(/<!--[\s\S]*?-->/g, (comment) => ' '.repeat(comment.length))
  const [from, to] = pattern.exec(blank)?.indices?.[1] ?? []
  return from === undefined || to === undefined ? undefined : { from, to }
}

function replaced(xml: string, pattern: RegExp, by: string): string {
  const place = placeOf(pattern, xml)
  return place ? xml.slice(0, place.from) + by + xml.slice(place.to) : xml
}

/**
 * A front site has one rule: everything goes to the live slot's port, its address to the letter (`{R:1}` would be decoded: `%2F`
 * would become a slash; needs URL Rewrite 2.1). Its web.config is all that a switch changes.
 * The scheme is told in X-Forwarded-Proto, whose server variable has to be allowed in applicationHost.config.
 * Request filtering comes before the rule, and would refuse what a slot lets through by its own web.config (404.6 to 404.8, 404.11 to
 * 404.15): the front leaves it to the slots, which have what the server says as well. The front's own file stays hidden.
 * @see https://learn.microsoft.com/iis/extensions/url-rewrite-module/reverse-proxy-with-url-rewrite-v2-and-application-request-routing
 * @see https://learn.microsoft.com/iis/configuration/system.webserver/security/requestfiltering/
 * @see https://learn.microsoft.com/troubleshoot/developer/webapps/iis/iisadmin-service-inetinfo/httpsys-registry-windows
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
      <requestFiltering allowDoubleEscaping="true" allowHighBitCharacters="true">
        <requestLimits maxAllowedContentLength="${front.mostBodyBytes}" maxUrl="${longestAddressBytes}" maxQueryString="${longestAddressBytes}" />
        <verbs allowUnlisted="true">
          <clear />
        </verbs>
        <fileExtensions allowUnlisted="true">
          <clear />
        </fileExtensions>
        <hiddenSegments>
          <clear />
          <add segment="web.config" />
        </hiddenSegments>
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
  const place = placeOf(rulePattern, webConfig)
  const found = place ? webConfig.slice(place.from, place.to) : ''
  const port = /url="http:\/\/127\.0\.0\.1:(\d{1,5})\{UNENCODED_URL\}"/.exec(found)
  return port ? Number(port[1]) : /type="CustomResponse"/.test(found) ? 'none' : undefined
}

/** The same web.config with another port in the rule and the header. What else people put into it stays to the letter. */
export const withPort = (webConfig: string, port: number | undefined): string =>
  replaced(replaced(webConfig, rulePattern, action(port)), headerPattern, header(port))
