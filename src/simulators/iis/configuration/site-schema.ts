import { bool, collectionOf, int, shape, text, timeSpan } from './schema.js'

const virtualDirectoryAttributes = {
  physicalPath: text(),
  userName: text(),
  password: text(),
  logonMethod: text('ClearText'),
  allowSubDirConfig: bool(true),
}
const virtualDirectoryDefaults = shape(virtualDirectoryAttributes)
export const virtualDirectorySchema = shape({ path: text(), ...virtualDirectoryAttributes })

const applicationAttributes = {
  applicationPool: text(),
  enabledProtocols: text('http'),
  serviceAutoStartEnabled: bool(false),
  serviceAutoStartProvider: text(),
  preloadEnabled: bool(false),
}
const applicationDefaults = shape(applicationAttributes)
export const applicationSchema = shape(
  { path: text(), ...applicationAttributes },
  {
    children: { virtualDirectoryDefaults },
    collection: collectionOf('virtualDirectory', ['path'], virtualDirectorySchema),
  },
)

export const bindingSchema = shape({
  protocol: text(),
  bindingInformation: text(),
  sslFlags: int(0, 0, 255),
  certificateHash: text(),
  certificateStoreName: text(),
})

const customField = shape({ logFieldName: text(), sourceName: text(), sourceType: text('RequestHeader') })
const siteChildren = {
  bindings: shape({}, { collection: collectionOf('binding', ['protocol', 'bindingInformation'], bindingSchema) }),
  limits: shape({
    maxBandwidth: int(4294967295),
    maxConnections: int(4294967295),
    connectionTimeout: timeSpan('00:02:00'),
    maxUrlSegments: int(32),
  }),
  logFile: shape(
    {
      logExtFileFlags: text('Date, Time, ClientIP, UserName, ServerIP, Method, UriStem, UriQuery, HttpStatus'),
      customLogPluginClsid: text(),
      logFormat: text('W3C'),
      logTargetW3C: text('File'),
      directory: text('%SystemDrive%\\inetpub\\logs\\LogFiles'),
      period: text('Daily'),
      truncateSize: int(20971520),
      localTimeRollover: bool(false),
      enabled: bool(true),
      logSiteId: bool(true),
      flushByEntryCountW3CLog: int(0),
      maxLogLineLength: int(65536),
    },
    {
      children: {
        customFields: shape(
          { maxCustomFieldLength: int(4096) },
          { collection: collectionOf('add', ['logFieldName'], customField) },
        ),
      },
    },
  ),
  traceFailedRequestsLogging: shape({
    enabled: bool(false),
    directory: text('%SystemDrive%\\inetpub\\logs\\FailedReqLogFiles'),
    maxLogFiles: int(50),
    maxLogFileSizeKB: int(1024),
    customActionsEnabled: bool(false),
  }),
}

/** @see https://learn.microsoft.com/en-us/iis/configuration/system.applicationhost/sites/site/ */
export const siteSchema = shape(
  { name: text(), id: int(0, 1, 4294967295), serverAutoStart: bool(true) },
  {
    children: { ...siteChildren, applicationDefaults, virtualDirectoryDefaults },
    collection: collectionOf('application', ['path'], applicationSchema),
  },
)

export const sitesSchema = shape(
  {},
  {
    children: {
      siteDefaults: shape({ serverAutoStart: bool(true) }, { children: siteChildren }),
      applicationDefaults,
      virtualDirectoryDefaults,
    },
    collection: collectionOf('site', ['name'], siteSchema),
  },
)
