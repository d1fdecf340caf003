/** A failure of appcmd: its exit code (a Win32 error or an HRESULT) and the text that it prints, on stdout. */
export class AppcmdError extends Error {
  readonly exitCode: number

  constructor(exitCode: number, text: string) {
    super(text)
    this.exitCode = exitCode
  }
}

export const failure = (exitCode: number, message: string): AppcmdError =>
  new AppcmdError(exitCode, `ERROR ( message:${message} )`)

/** With the HRESULT that stands for the Win32 error. */
export const executionFailed = (exitCode: number, message: string): AppcmdError => {
  const hresult = exitCode > 0xffff ? exitCode : 0x80070000 + exitCode
  return new AppcmdError(
    exitCode,
    `ERROR ( hresult:${hresult.toString(16)}, message:Command execution failed.\r\n${message}\r\n )`,
  )
}

export const notFound = (object: string, identifier: string): AppcmdError =>
  failure(1168, `Cannot find ${object} object with identifier "${identifier}".`)

export const duplicateElement = (key: string): AppcmdError =>
  failure(183, `Failed to add duplicate collection element "${key}".`)

export const missingElement = (): AppcmdError => failure(4312, 'Cannot find requested collection element.')

export const unknownAttribute = (name: string): AppcmdError =>
  failure(87, `Unknown attribute "${name}".  Replace with -? for help.`)

/** Real appcmd knows it and the simulator does not: never a silent success. */
export const notSimulated = (what: string): AppcmdError =>
  failure(87, `The simulated appcmd does not know ${what}; the real one may.`)

export const sharingViolation = (): AppcmdError =>
  new AppcmdError(
    32,
    'ERROR ( hresult:80070020, message:Failed to commit configuration changes.  \r\n\r\nThe process cannot access the file because it is being used by another process.\r\n\r\n )',
  )
