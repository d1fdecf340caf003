import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/**
 * Kills a process, its descendants (also those that left its group) and its session with SIGKILL.
 * They are stopped first, so that none can start another while the tree is read. On Windows as Tentacle does it, by parents.
 */
export function killTree(root: number): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/T', '/F', '/PID', String(root)], { windowsHide: true })
    return
  }
  const stopped = new Set<number>()
  for (let found = treeOf(root, stopped); found.length > 0; found = treeOf(root, stopped)) {
    for (const pid of found) {
      send(pid, 'SIGSTOP')
      stopped.add(pid)
    }
  }
  for (const pid of stopped) send(pid, 'SIGKILL')
}

function treeOf(root: number, known: ReadonlySet<number>): number[] {
  const processes = readProcesses()
  const tree = new Set([root, ...known])
  for (let size = -1; size !== tree.size; ) {
    size = tree.size
    for (const { pid, parent, session } of processes) if (session === root || tree.has(parent)) tree.add(pid)
  }
  return processes.map(({ pid }) => pid).filter((pid) => tree.has(pid) && !known.has(pid))
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readProcesses(): { pid: number; parent: number; session: number }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const [state, parent, , session] = readStat(name).split(' ')
      return state === undefined || state === '' || state === 'Z'
        ? []
        : [{ pid: Number(name), parent: Number(parent), session: Number(session) }]
    })
}

/** What follows the program's name, which may hold blanks and brackets; empty when the process is gone. */
function readStat(pid: string): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2)
  } catch {
    return ''
  }
}

/** To one process, which may be gone. */
export function send(pid: number, signal: 'SIGSTOP' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal)
  } catch {
    // gone already
  }
}
