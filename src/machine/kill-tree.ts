import { findProgram } from './find-program.js'

/**
 * Kills a program that was started `detached` on Linux (it leads a process group) or in any way on Windows, with all
 * that it started. Succeeds when it is gone already.
 * @see https://learn.microsoft.com/windows-server/administration/windows-commands/taskkill
 */
export function killTree(pid: number): void {
  if (process.platform === 'win32') {
    const options = { stdio: 'ignore', windowsHide: true } as const
    void import('node:child_process').then(({ spawn }) =>
      spawn(findProgram('taskkill'), ['/T', '/F', '/PID', String(pid)], options).on('error', () => killOne(pid)),
    )
  } else {
    killOne(-pid)
  }
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // gone already
  }
}
