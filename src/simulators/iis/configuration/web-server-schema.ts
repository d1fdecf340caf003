import { bool, collectionOf, int, oneOf, shape, text, timeSpan } from './schema.js'

/** system.webServer/proxy, which ARR adds. */
export const proxySchema = shape(
  {
    enabled: bool(false),
    httpVersion: oneOf('PassThrough', 'Http10', 'Http11'),
    keepAlive: bool(true),
    timeout: timeSpan('00:02:00'),
    reverseRewriteHostInResponseHeaders: bool(true),
    xForwardedForHeaderName: text('X-Forwarded-For'),
    includePortInXForwardedFor: bool(true),
    xForwardedByHeaderName: text(),
    arrResponseHeader: bool(true),
    preserveHostHeader: bool(false),
    minResponseBuffer: int(0),
    responseBufferLimit: int(4096),
    maxResponseHeaderSize: int(65536),
    logRewrittenUrl: bool(false),
  },
  {
    children: {
      cache: shape({
        enabled: bool(true),
        queryStringHandling: text('Accept'),
        validationInterval: timeSpan('00:01:00'),
      }),
    },
  },
)

export const allowedServerVariablesSchema = shape(
  {},
  { collection: collectionOf('add', ['name'], shape({ name: text() })) },
)

const condition = shape({
  input: text(),
  pattern: text(),
  matchType: oneOf('Pattern', 'IsFile', 'IsDirectory'),
  ignoreCase: bool(true),
  negate: bool(false),
})
const serverVariable = shape({ name: text(), value: text(), replace: bool(true) })

/** system.webServer/rewrite/globalRules, which URL Rewrite adds. */
export const globalRulesSchema = shape(
  { useOriginalURLEncoding: bool(true) },
  {
    collection: collectionOf(
      'rule',
      ['name'],
      shape(
        {
          name: text(),
          enabled: bool(true),
          patternSyntax: oneOf('ECMAScript', 'Wildcard', 'ExactMatch'),
          stopProcessing: bool(false),
        },
        {
          children: {
            match: shape({ url: text(), ignoreCase: bool(true), negate: bool(false) }),
            conditions: shape(
              { logicalGrouping: oneOf('MatchAll', 'MatchAny'), trackAllCaptures: bool(false) },
              { collection: collectionOf('add', ['input', 'pattern'], condition) },
            ),
            serverVariables: shape({}, { collection: collectionOf('set', ['name'], serverVariable) }),
            action: shape({
              type: oneOf('None', 'Rewrite', 'Redirect', 'CustomResponse', 'AbortRequest'),
              url: text(),
              appendQueryString: bool(true),
              logRewrittenUrl: bool(false),
              redirectType: oneOf('Permanent', 'Found', 'SeeOther', 'Temporary'),
              statusCode: int(0),
              subStatusCode: int(0),
              statusReason: text(),
              statusDescription: text(),
            }),
          },
        },
      ),
    ),
  },
)

export const serverRuntimeSchema = shape({
  enabled: bool(true),
  alternateHostName: text(),
  appConcurrentRequestLimit: int(5000),
  enableNagling: bool(false),
  frequentHitThreshold: int(2),
  frequentHitTimePeriod: timeSpan('00:00:10'),
  maxRequestEntityAllowed: int(4294967295),
  uploadReadAheadSize: int(49152),
})

export const defaultMaxContentBytes = 30_000_000

export const requestFilteringSchema = shape(
  {
    allowDoubleEscaping: bool(false),
    allowHighBitCharacters: bool(true),
    removeServerHeader: bool(false),
  },
  {
    children: {
      requestLimits: shape({
        maxAllowedContentLength: int(defaultMaxContentBytes),
        maxUrl: int(4096),
        maxQueryString: int(2048),
      }),
    },
  },
)

export const webSocketSchema = shape({
  enabled: bool(true),
  pingInterval: timeSpan('00:00:00'),
  receiveBufferLimit: int(4194304),
})
