/**
 * How an administrator finds the program that has a file open. A step cannot: Windows tells it through its Restart Manager only, which
 * needs native code.
 * @see https://learn.microsoft.com/sysinternals/downloads/handle
 */
export const whoHoldsIt = (platform: NodeJS.Platform = process.platform): string =>
  platform === 'win32'
    ? 'Which program has a file or folder open is told by Resource Monitor (resmon.exe, CPU, Associated Handles) and by handle.exe of Sysinternals.'
    : 'Which program has a file open is told by "fuser -v" with its path.'
