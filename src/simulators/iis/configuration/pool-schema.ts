import { bool, collectionOf, int, oneOf, shape, text, timeSpan } from './schema.js'

/** @see https://learn.microsoft.com/en-us/iis/configuration/system.applicationhost/applicationpools/add/ */
export const poolSchema = shape(
  {
    name: text(),
    queueLength: int(1000, 10, 65535),
    autoStart: bool(true),
    enable32BitAppOnWin64: bool(false),
    enableEmulationOnWinArm64: bool(true),
    managedRuntimeVersion: text('v4.0'),
    managedRuntimeLoader: text('webengine4.dll'),
    enableConfigurationOverride: bool(true),
    managedPipelineMode: oneOf('Integrated', 'Classic'),
    CLRConfigFile: text(),
    passAnonymousToken: bool(true),
    startMode: oneOf('OnDemand', 'AlwaysRunning'),
  },
  {
    children: {
      processModel: shape({
        identityType: oneOf('ApplicationPoolIdentity', 'LocalSystem', 'LocalService', 'NetworkService', 'SpecificUser'),
        userName: text(),
        password: text(),
        loadUserProfile: bool(true),
        setProfileEnvironment: bool(true),
        logonType: oneOf('LogonBatch', 'LogonService'),
        manualGroupMembership: bool(false),
        idleTimeout: timeSpan('00:20:00'),
        idleTimeoutAction: oneOf('Terminate', 'Suspend'),
        maxProcesses: int(1),
        shutdownTimeLimit: timeSpan('00:01:30'),
        startupTimeLimit: timeSpan('00:01:30'),
        pingingEnabled: bool(true),
        pingInterval: timeSpan('00:00:30'),
        pingResponseTime: timeSpan('00:01:30'),
        logEventOnProcessModel: text('IdleTimeout'),
      }),
      recycling: shape(
        {
          disallowOverlappingRotation: bool(false),
          disallowRotationOnConfigChange: bool(false),
          logEventOnRecycle: text('Time, Memory, PrivateMemory'),
        },
        {
          children: {
            periodicRestart: shape(
              { memory: int(0), privateMemory: int(0), requests: int(0), time: timeSpan('1.05:00:00') },
              {
                children: {
                  schedule: shape({}, { collection: collectionOf('add', ['value'], shape({ value: text() })) }),
                },
              },
            ),
          },
        },
      ),
      failure: shape({
        loadBalancerCapabilities: oneOf('HttpLevel', 'TcpLevel'),
        orphanWorkerProcess: bool(false),
        orphanActionExe: text(),
        orphanActionParams: text(),
        rapidFailProtection: bool(true),
        rapidFailProtectionInterval: timeSpan('00:05:00'),
        rapidFailProtectionMaxCrashes: int(5, 1, 2147483647),
        autoShutdownExe: text(),
        autoShutdownParams: text(),
      }),
      cpu: shape({
        limit: int(0, 0, 100000),
        action: oneOf('NoAction', 'KillW3wp', 'Throttle', 'ThrottleUnderLoad'),
        resetInterval: timeSpan('00:05:00'),
        smpAffinitized: bool(false),
        smpProcessorAffinityMask: int(4294967295),
        smpProcessorAffinityMask2: int(4294967295),
        processorGroup: int(0),
        numaNodeAssignment: text('MostAvailableMemory'),
        numaNodeAffinityMode: text('Soft'),
      }),
      environmentVariables: shape(
        {},
        { collection: collectionOf('add', ['name'], shape({ name: text(), value: text() })), hiddenWhenEmpty: true },
      ),
    },
  },
)

export const poolsSchema = shape(
  {},
  {
    children: { applicationPoolDefaults: { ...poolSchema } },
    collection: collectionOf('add', ['name'], poolSchema),
  },
)
