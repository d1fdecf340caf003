import { bool, collectionOf, int, shape, text, timeSpan } from './schema.js'

const server = shape(
  { address: text(), enabled: bool(true) },
  {
    children: {
      applicationRequestRouting: shape({
        weight: int(100, 1, 999),
        httpPort: int(80, 1, 65535),
        httpsPort: int(443, 1, 65535),
        hostName: text(),
      }),
    },
  },
)

const farmRouting = shape(
  {},
  {
    children: {
      affinity: shape({ useCookie: bool(false), cookieName: text('ARRAffinity'), useHostName: bool(false) }),
      healthCheck: shape({
        url: text(),
        interval: timeSpan('00:00:30'),
        timeout: timeSpan('00:00:30'),
        responseMatch: text(),
        statusCodeMatch: text('200-399'),
        minServers: int(0),
        liveTrafficInterval: timeSpan('00:00:00'),
        liveTrafficFailureCodes: text('500-'),
        liveTrafficMaxFailures: int(10),
      }),
      loadBalancing: shape({
        algorithm: text('WeightedRoundRobin'),
        hashServerVariable: text(),
        queryStringNames: text(),
      }),
      protocol: shape({
        httpVersion: text('PassThrough'),
        keepAlive: bool(true),
        timeout: timeSpan('00:00:30'),
        reverseRewriteHostInResponseHeaders: bool(true),
        xForwardedForHeaderName: text('X-Forwarded-For'),
        includePortInXForwardedFor: bool(true),
        preserveHostHeader: bool(true),
        minResponseBuffer: int(0),
        responseBufferLimit: int(4096),
        maxResponseHeaderSize: int(65536),
      }),
    },
  },
)

const farm = shape(
  { name: text(), enabled: bool(true), primaryServer: text() },
  { children: { applicationRequestRouting: farmRouting }, collection: collectionOf('server', ['address'], server) },
)

/** The address alone is a server's key; the port is not part of it. */
export const webFarmsSchema = shape({}, { collection: collectionOf('webFarm', ['name'], farm) })
export const webFarmSchema = farm
